import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CalendarPlus } from 'lucide-react';
import type { MeetingListItem } from '@/api/meetings';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { SkeletonList } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { Times } from '@/components/ui/times';
import { formatDuration, formatRelative, formatTime, formatWhen } from '@/lib/time';
import { LoadFailure } from './load-failure';

/** In the order of time, each with "in 2 hours, 14:00 Berlin". */
export function NextMeetings({
  query: { data, error, refetch },
  zone,
  now,
}: {
  query: UseQueryResult<MeetingListItem[]>;
  zone: string;
  now: Date;
}) {
  const coming = data?.filter(({ end_time }) => Date.parse(end_time) > now.getTime());
  return (
    <Section
      title="Next meetings"
      action={
        <Link to="/dashboard/meetings" className="text-accent underline underline-offset-2">
          All meetings
        </Link>
      }
    >
      {error && !data ? (
        <LoadFailure error={error} onRetry={refetch} />
      ) : !coming ? (
        <SkeletonList />
      ) : coming.length === 0 ? (
        <EmptyState
          icon={CalendarPlus}
          title="Nothing is planned"
          action={
            <Button asChild>
              <Link to="/dashboard/meetings/new">Plan a meeting</Link>
            </Button>
          }
        >
          What you plan, and what you are invited to, is listed here.
        </EmptyState>
      ) : (
        <ul className="divide-y rounded-box border bg-surface">
          {coming.map((meeting) => (
            <li key={meeting.id}>
              <Link
                to="/dashboard/meetings/$meetingId"
                params={{ meetingId: meeting.id }}
                className="flex flex-col gap-x-3 gap-y-1 px-4 py-3 sm:flex-row sm:items-center sm:justify-between -outline-offset-2 hover:bg-raised"
              >
                <span className="min-w-0">
                  <span className="line-clamp-2 font-semibold wrap-anywhere">{meeting.title}</span>
                  <span className="block">
                    <Times text={whenText(meeting, zone, now)} />
                  </span>
                  <span className="block truncate text-muted text-small">
                    {formatDuration(meeting.duration_minutes)}
                    {meeting.location && ` · ${meeting.location}`}
                  </span>
                </span>
                {meeting.my_status && (
                  <Status of={meeting.my_status} className="self-start sm:self-center" />
                )}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function whenText(meeting: MeetingListItem, zone: string, now: Date): string {
  if (Date.parse(meeting.start_time) > now.getTime())
    return formatWhen(meeting.start_time, meeting.time_zone, zone, now);
  const end = formatTime(meeting.end_time, meeting.time_zone, zone);
  return `now, ends ${formatRelative(meeting.end_time, zone, now)}, ${end}`;
}
