import { Link } from '@tanstack/react-router';
import { CopyPlus, EllipsisVertical, Users } from 'lucide-react';
import type { MeetingListItem, ParticipantStatus } from '@/api/meetings';
import { AnswerButtons } from '@/components/meetings/answer-buttons';
import { Button } from '@/components/ui/button';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '@/components/ui/menu';
import { Status } from '@/components/ui/status';
import { Times } from '@/components/ui/times';
import { addressText } from '@/lib/address';
import { cx } from '@/lib/cx';
import { formatRange, formatRelative } from '@/lib/time';
import { useDuplicate } from '../use-duplicate';

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
  const mine = meeting.my_status;
  const isDue = canAnswer(meeting) && mine === 'pending';
  return (
    <li
      className={cx(
        'relative flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 hover:bg-raised',
        'focus-within:bg-raised [contain-intrinsic-size:auto_6rem] [content-visibility:auto]',
      )}
    >
      <div className="min-w-0 flex-1 basis-72">
        <Link
          to="/dashboard/meetings/$meetingId"
          params={{ meetingId: meeting.id }}
          data-row={meeting.id}
          className={cx(
            'font-semibold wrap-anywhere -outline-offset-2 after:absolute after:inset-0 focus-visible:outline-none',
            'focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 after:outline-accent',
            meeting.status === 'cancelled' && 'text-muted line-through',
          )}
        >
          {meeting.title}
        </Link>
        <p>
          <Times text={formatRange(meeting, meeting.time_zone, zone, now)} />
        </p>
        <p className="flex min-w-0 flex-wrap gap-x-2 text-muted text-small">
          <span>{formatRelative(meeting.start_time, zone, now)}</span>
          <span className="inline-flex items-center gap-1">
            <Users aria-hidden="true" className="size-3.5" />
            {peopleText(meeting)}
          </span>
          {meeting.is_organiser ? (
            <span>you organise</span>
          ) : (
            <span className="min-w-0 truncate" title={addressText(meeting.created_by_email)}>
              from {addressText(meeting.created_by_email)}
            </span>
          )}
          {meeting.location && (
            <span className="min-w-0 truncate" title={meeting.location}>
              {meeting.location}
            </span>
          )}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2 empty:hidden max-sm:w-full">
        {meeting.status !== 'scheduled' && <Status of={meeting.status} />}
        {isDue ? (
          <AnswerButtons
            className="relative z-10 max-sm:w-full"
            title={meeting.title}
            status={mine}
            onAnswer={(status) => onAnswer(meeting, status)}
          />
        ) : (
          mine !== null && <Status of={mine} text={MINE[mine]} />
        )}
        <RowMenu meeting={meeting} />
      </div>
    </li>
  );
}

function RowMenu({ meeting: { id, title } }: { meeting: MeetingListItem }) {
  const duplicate = useDuplicate();
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button
          look="quiet"
          size="icon"
          className="relative z-10 -mr-2 max-sm:ml-auto"
          aria-label={`Options for ${title}`}
        >
          <EllipsisVertical aria-hidden="true" />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onSelect={() => void duplicate(id)}>
          <CopyPlus aria-hidden="true" /> Duplicate…
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

/** Who still has to answer matters while it is to come. */
function peopleText({ participant_count: people, answered_count, status }: MeetingListItem) {
  if (people === 0) return 'nobody invited';
  if (status === 'scheduled') return `${answered_count} of ${people} answered`;
  return people === 1 ? '1 person' : `${people} people`;
}

const MINE: Record<ParticipantStatus, string> = {
  accepted: 'You: yes',
  tentative: 'You: maybe',
  declined: 'You: no',
  pending: 'Not answered',
};
