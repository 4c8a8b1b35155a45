import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import type { components } from '@/api/schema.gen';
import { AnswerButtons } from '@/components/meetings/answer-buttons';
import { useAnswer } from '@/components/meetings/use-answer';
import { Section } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { SkeletonList } from '@/components/ui/skeleton';
import { Times } from '@/components/ui/times';
import { addressText } from '@/lib/address';
import { dayOf, formatRange, formatRelative } from '@/lib/time';
import { LoadFailure } from './load-failure';

/** Each with Yes, Maybe and No; what is answered leaves the list with the next reading. */
export function Invitations({
  query: { data, error, refetch },
  zone,
  now,
}: {
  query: UseQueryResult<components['schemas']['MeetingListItemPage']>;
  zone: string;
  now: Date;
}) {
  const answer = useAnswer();
  const waiting = data?.results.filter(({ my_status }) => my_status === 'pending') ?? [];
  const more = (data?.count ?? 0) - (data?.results.length ?? 0);
  return (
    <Section title="Waiting for your answer">
      {error && !data ? (
        <LoadFailure error={error} onRetry={refetch} />
      ) : !data ? (
        <SkeletonList />
      ) : waiting.length === 0 ? (
        <EmptyState icon={MailCheck} title="Nothing waits for you">
          New invitations appear here.
        </EmptyState>
      ) : (
        <ul className="flex flex-col gap-3">
          {waiting.map((meeting) => (
            <li
              key={meeting.id}
              className="rounded-box border border-edge border-dashed bg-surface p-4"
            >
              <Link
                to="/dashboard/meetings/$meetingId"
                params={{ meetingId: meeting.id }}
                className="font-semibold wrap-anywhere underline-offset-2 hover:underline"
              >
                {meeting.title}
              </Link>
              <p>
                <Times text={formatRange(meeting, meeting.time_zone, zone, now)} />
              </p>
              <p className="text-muted text-small wrap-anywhere">
                {formatRelative(meeting.start_time, zone, now)} · from{' '}
                {addressText(meeting.created_by_email)}
                {meeting.location && ` · ${meeting.location}`}
              </p>
              <AnswerButtons
                className="mt-3"
                title={meeting.title}
                status="pending"
                onAnswer={(status) =>
                  answer({
                    meetingId: meeting.id,
                    title: meeting.title,
                    status,
                    before: 'pending',
                    sequence: meeting.sequence,
                  })
                }
              />
            </li>
          ))}
        </ul>
      )}
      {more > 0 && (
        <Link
          to="/dashboard/meetings"
          search={{ status: 'scheduled', from: dayOf(now, zone), answer: 'pending' }}
          className="mt-3 inline-block text-accent underline underline-offset-2"
        >
          {more} more
        </Link>
      )}
    </Section>
  );
}
