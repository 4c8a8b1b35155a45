import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { CalendarPlus, SearchX } from 'lucide-react';
import { useDeferredValue, useRef } from 'react';
import { useViewerZone } from '@/api/me';
import { type MeetingListItem, meetingsQuery, type ParticipantStatus } from '@/api/meetings';
import { ListFailure } from '@/components/list/list-failure';
import { Pager } from '@/components/list/pager';
import { useAnswer } from '@/components/meetings/use-answer';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonList } from '@/components/ui/skeleton';
import { cx } from '@/lib/cx';
import { useNow } from '@/lib/now';
import { isFiltered, type MeetingsSearch, PAGE_SIZE, toFilters } from '../search';
import { FilterBar } from './filter-bar';
import { MeetingRow } from './meeting-row';
import { useRowKeys } from './use-row-keys';

/** All meetings, page by page; what is chosen stands in the address. */
export function ListScreen({ search }: { search: MeetingsSearch }) {
  const navigate = useNavigate();
  const zone = useViewerZone();
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  const {
    data: newest,
    error,
    isPlaceholderData,
    refetch,
  } = useQuery(meetingsQuery(toFilters(search)));
  // The rows of a page are rendered in slices, in which typing goes on.
  const data = useDeferredValue(newest);
  const give = useAnswer();
  const answer = (meeting: MeetingListItem, status: ParticipantStatus) => {
    if (meeting.my_status !== null) {
      const { id, title, my_status: before, sequence } = meeting;
      give({ meetingId: id, title, status, before, sequence });
    }
  };
  useRowKeys(list, data?.results ?? [], answer);

  return (
    <>
      <PageHeader title="Meetings" />
      <FilterBar
        search={search}
        now={now}
        zone={zone}
        onChange={(next) =>
          void navigate({ to: '/dashboard/meetings', search: next, replace: true })
        }
      />
      {error && !data ? (
        <ListFailure error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonList lines={8} />
      ) : data.results.length === 0 ? (
        <NothingHere search={search} />
      ) : (
        <>
          <ul
            ref={list}
            aria-busy={isPlaceholderData}
            className={cx(
              'divide-y overflow-hidden rounded-box border bg-surface transition-opacity duration-100',
              isPlaceholderData && 'opacity-60',
            )}
          >
            {data.results.map((meeting) => (
              <MeetingRow
                key={meeting.id}
                meeting={meeting}
                zone={zone}
                now={now}
                onAnswer={answer}
              />
            ))}
          </ul>
          <Pager page={search.page} pageSize={PAGE_SIZE} count={data.count} />
        </>
      )}
    </>
  );
}

function NothingHere({ search }: { search: MeetingsSearch }) {
  if (isFiltered(search))
    return (
      <EmptyState
        icon={SearchX}
        title="No meeting is like that"
        action={
          <Button asChild>
            <Link to="/dashboard/meetings" search={{}}>
              Show all meetings
            </Link>
          </Button>
        }
      >
        {search.q
          ? `No meeting that fits the filters has all the words of “${search.q}”. Try fewer words.`
          : 'Take a filter away, or choose other days.'}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={CalendarPlus}
      title="No meetings yet"
      action={
        <Button asChild look="primary">
          <Link to="/dashboard/meetings/new">Plan the first one</Link>
        </Button>
      }
    >
      What you plan, and what others invite you to, is listed here.
    </EmptyState>
  );
}
