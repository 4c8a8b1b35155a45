import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CalendarCheck } from 'lucide-react';
import { useMemo } from 'react';
import type { MeetingListItem } from '@/api/meetings';
import type { components } from '@/api/schema.gen';
import { findClashes } from '@/components/meetings/clashes';
import { Section } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { SkeletonList } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { Times } from '@/components/ui/times';
import { formatRange } from '@/lib/time';
import { LoadFailure } from './load-failure';

const SHOWN = 10;

/** Pairs of my meetings in the coming week that cannot both be kept. */
export function Clashes({
  query: { data, error, refetch },
  zone,
  now,
}: {
  query: UseQueryResult<components['schemas']['MeetingListItemPage']>;
  zone: string;
  now: Date;
}) {
  const all = useMemo(() => findClashes(data?.results ?? []), [data]);
  const clashes = all.filter(
    ({ first, second }) =>
      Math.min(Date.parse(first.end_time), Date.parse(second.end_time)) > now.getTime(),
  );
  return (
    <Section title="Clashes in the coming week">
      {error && !data ? (
        <LoadFailure error={error} onRetry={refetch} />
      ) : !data ? (
        <SkeletonList lines={1} />
      ) : clashes.length === 0 ? (
        <EmptyState icon={CalendarCheck} title="Nothing clashes">
          No two of your meetings overlap in the next seven days.
        </EmptyState>
      ) : (
        <ul className="divide-y rounded-box border border-wait bg-surface">
          {clashes.slice(0, SHOWN).map(({ first, second }) => (
            <li
              key={`${first.id} ${second.id}`}
              className="grid gap-x-6 gap-y-2 px-4 py-3 md:grid-cols-[auto_1fr_1fr] md:items-center"
            >
              <Status of="clash" className="justify-self-start" />
              <Side meeting={first} zone={zone} now={now} />
              <Side meeting={second} zone={zone} now={now} />
            </li>
          ))}
        </ul>
      )}
      {clashes.length > SHOWN && (
        <p className="mt-2 text-muted">and {clashes.length - SHOWN} more</p>
      )}
    </Section>
  );
}

function Side({ meeting, zone, now }: { meeting: MeetingListItem; zone: string; now: Date }) {
  return (
    <div className="min-w-0">
      <Link
        to="/dashboard/meetings/$meetingId"
        params={{ meetingId: meeting.id }}
        className="font-semibold wrap-anywhere underline-offset-2 hover:underline"
      >
        {meeting.title}
      </Link>
      <p className="text-muted text-small">
        <Times text={formatRange(meeting, meeting.time_zone, zone, now)} />
      </p>
    </div>
  );
}
