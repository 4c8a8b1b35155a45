import { Skeleton } from '@/components/ui/skeleton';

/** As high as the window leaves, so that the page itself need not scroll. */
export const GRID_HEIGHT = 'h-[calc(100dvh-18.5rem)] min-h-80 lg:h-[calc(100dvh-9rem)] lg:min-h-96';

export function GridSkeleton() {
  return (
    <div role="status" className="flex min-h-0 flex-1">
      <span className="sr-only">Loading…</span>
      <Skeleton className="flex-1" />
    </div>
  );
}
