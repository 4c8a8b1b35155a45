import { useInfiniteQuery } from '@tanstack/react-query';
import { ListFailure } from '@/components/list/list-failure';
import { ChangeLines } from '@/components/meetings/change-lines';
import { entryText } from '@/components/meetings/history-words';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { SkeletonList } from '@/components/ui/skeleton';
import { useNow } from '@/lib/now';
import { formatPast } from '@/lib/time';
import { historyQuery } from '../queries';

/** Who did what to the meeting, newest first. */
export function History({ meetingId, viewer }: { meetingId: string; viewer: string }) {
  const now = useNow();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    historyQuery(meetingId),
  );
  const entries = data?.pages.flatMap(({ results }) => results);
  return (
    <Section title="History">
      {!entries ? (
        error ? (
          <ListFailure error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonList lines={2} />
        )
      ) : entries.length === 0 ? (
        <p className="text-muted">Nothing is known any more of what was done here.</p>
      ) : (
        <ol className="divide-y rounded-box border bg-surface">
          {entries.map((entry) => (
            <li key={entry.id} className="px-3 py-2">
              <p className="break-words">{entryText(entry)}</p>
              <p className="text-muted text-small">{formatPast(entry.at, viewer, now)}</p>
              <ChangeLines changes={entry.changes} viewer={viewer} />
            </li>
          ))}
        </ol>
      )}
      {hasNextPage && (
        <Button
          size="small"
          className="mt-2"
          busy={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show what was earlier
        </Button>
      )}
    </Section>
  );
}
