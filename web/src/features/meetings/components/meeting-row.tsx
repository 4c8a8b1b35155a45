import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import type { MeetingListItem, ParticipantStatus } from '@/api/meetings';
import { AnswerButtons } from '@/components/meetings/answer-buttons';
import { Status } from '@/components/ui/status';
import { cx } from '@/lib/cx';
import { formatRange, formatRelative } from '@/lib/time';

/** Whether the server would take an answer of mine. */
export function canAnswer(meeting: MeetingListItem): boolean {
  return meeting.my_status !== null && meeting.status === 'scheduled';
}

/** One meeting of the list. All of it is the link; what is answered there stands above it. */
export function MeetingRow({
  meeting,
  zone,
  now,
  onAnswer,
}: {
  meeting: MeetingListItem;
  zone: string;
  now: Date;
  onAnswer: (meeting: MeetingListItem, status: ParticipantStatus) => void;
}) {
  const { my_status: mine, participant_count: people } = meeting;
  const isDue = canAnswer(meeting) && mine === 'pending';
  return (
    <li
      className={cx(
        'relative flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 hover:bg-raised',
        'focus-within:bg-raised',
      )}
    >
      <div className="min-w-0 flex-1 basis-72">
        <Link
          to="/dashboard/meetings/$meetingId"
          params={{ meetingId: meeting.id }}
          data-row={meeting.id}
          className={cx(
            'font-medium -outline-offset-2 after:absolute after:inset-0 focus-visible:outline-none',
            'focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 after:outline-accent',
            meeting.status === 'cancelled' && 'text-muted line-through',
          )}
        >
          {meeting.title}
        </Link>
        <p>{formatRange(meeting, meeting.time_zone, zone, now)}</p>
        <p className="flex min-w-0 flex-wrap gap-x-2 text-muted text-small">
          <span>{formatRelative(meeting.start_time, zone, now)}</span>
          <span className="inline-flex items-center gap-1">
            <Users aria-hidden="true" className="size-3.5" />
            {people === 0 ? 'nobody invited' : people === 1 ? '1 person' : `${people} people`}
          </span>
          {!meeting.is_organiser && <span>from {meeting.created_by_email}</span>}
          {meeting.location && <span className="truncate">{meeting.location}</span>}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Status of={meeting.status} />
        {isDue ? (
          <AnswerButtons
            className="relative z-10 max-sm:w-full"
            title={meeting.title}
            status={mine}
            onAnswer={(status) => onAnswer(meeting, status)}
          />
        ) : (
          <MyPart meeting={meeting} />
        )}
      </div>
    </li>
  );
}

function MyPart({ meeting }: { meeting: MeetingListItem }) {
  if (meeting.my_status !== null)
    return <Status of={meeting.my_status} text={MINE[meeting.my_status]} />;
  return meeting.is_organiser ? <span className="text-muted text-small">You organise</span> : null;
}

const MINE: Record<ParticipantStatus, string> = {
  accepted: 'You: yes',
  tentative: 'You: maybe',
  declined: 'You: no',
  pending: 'Not answered',
};
