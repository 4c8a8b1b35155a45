import { useQuery } from '@tanstack/react-query';
import { summaryQuery } from '@/api/meetings';
import { Skeleton } from '@/components/ui/skeleton';
import { LoadFailure } from './load-failure';

const COUNTS = [
  { name: 'awaiting_my_answer', label: 'Waiting for my answer' },
  { name: 'upcoming', label: 'Coming up' },
  { name: 'completed', label: 'Over' },
  { name: 'cancelled', label: 'Cancelled' },
] as const;

export function Counts() {
  const { data, error, refetch } = useQuery(summaryQuery);
  if (error && !data) return <LoadFailure error={error} onRetry={refetch} />;
  return (
    <dl className="grid grid-cols-2 gap-3 md:grid-cols-4" aria-label="How many meetings">
      {COUNTS.map(({ name, label }) => (
        <div
          key={name}
          className="flex flex-col-reverse justify-end rounded-box border bg-surface px-4 py-3"
        >
          <dt className="text-muted text-small">{label}</dt>
          <dd className="font-semibold text-title">
            {data ? data[name] : <Skeleton className="h-8 w-10" />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
