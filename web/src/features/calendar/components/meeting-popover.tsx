import { Link } from '@tanstack/react-router';
import { MapPin, Pencil, UserRound } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { MeetingListItem, ParticipantStatus } from '@/api/meetings';
import { AnswerButtons } from '@/components/meetings/answer-buttons';
import { useAnswer } from '@/components/meetings/use-answer';
import { Button } from '@/components/ui/button';
import { Status } from '@/components/ui/status';
import { addressText } from '@/lib/address';
import { formatRange, formatRelative } from '@/lib/time';
import { Beside, type Place, type Side } from './beside';

const KEYS: Record<string, ParticipantStatus> = { y: 'accepted', m: 'tentative', x: 'declined' };

/** What one wants to know of a meeting at a glance, with the answer where it is mine to give. */
export function MeetingPopover({
  meeting,
  clashes,
  zone,
  place,
  side,
  onClose,
  returnFocus,
}: {
  meeting: MeetingListItem;
  clashes: boolean;
  zone: string;
  place: Place;
  side: Side;
  onClose: () => void;
  returnFocus: () => void;
}) {
  const answer = useAnswer();
  const { id, title, my_status, status, sequence } = meeting;
  const answerable = status === 'scheduled' && my_status !== null;
  const give = (given: ParticipantStatus) =>
    answerable && answer({ meetingId: id, title, status: given, before: my_status, sequence });

  function onKeyDown(event: KeyboardEvent) {
    const given = KEYS[event.key];
    if (given === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    give(given);
  }

  return (
    <Beside
      place={place}
      side={side}
      onClose={onClose}
      returnFocus={returnFocus}
      onKeyDown={onKeyDown}
      aria-label={title}
    >
      <h2 className="font-semibold break-words">{title}</h2>
      <p>{formatRange(meeting, meeting.time_zone, zone)}</p>
      <p className="text-muted text-small">{formatRelative(meeting.start_time, zone)}</p>
      <ul className="mt-2 flex flex-col gap-1 text-muted [&_svg]:mt-1 [&_svg]:size-4 [&_svg]:shrink-0">
        {meeting.location && (
          <li className="flex gap-2">
            <MapPin aria-hidden="true" />
            <span className="min-w-0 break-words">{meeting.location}</span>
          </li>
        )}
        <li className="flex gap-2">
          <UserRound aria-hidden="true" />
          <span className="min-w-0 break-words">
            {meeting.is_organiser ? 'You organise it' : addressText(meeting.created_by_email)}
            {meeting.participant_count > 0 && `, ${meeting.participant_count} invited`}
          </span>
        </li>
      </ul>
      {(clashes || status !== 'scheduled') && (
        <p className="mt-2 flex gap-2">
          {clashes && <Status of="clash" />}
          {status !== 'scheduled' && <Status of={status} />}
        </p>
      )}
      {answerable && (
        <AnswerButtons className="mt-3" title={title} status={my_status} onAnswer={give} />
      )}
      <div className="mt-3 flex gap-2">
        <Button asChild size="small">
          <Link to="/dashboard/meetings/$meetingId" params={{ meetingId: id }}>
            Open
          </Link>
        </Button>
        {meeting.can_edit && status === 'scheduled' && (
          <Button asChild size="small">
            <Link to="/dashboard/meetings/$meetingId/edit" params={{ meetingId: id }}>
              <Pencil aria-hidden="true" /> Edit
            </Link>
          </Button>
        )}
      </div>
    </Beside>
  );
}
