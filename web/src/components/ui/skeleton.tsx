import { cx } from '@/lib/cx';

/** Holds the place of what is being loaded, in its size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cx('skeleton rounded-box', className)} />;
}

/** Lines of a list that is being loaded; says so once to screen readers. */
export function SkeletonList({ lines = 3, className }: { lines?: number; className?: string }) {
  return (
    <div role="status" className={cx('flex flex-col gap-2', className)}>
      <span className="sr-only">Loading…</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike.
        <Skeleton key={line} className="h-16" />
      ))}
    </div>
  );
}
