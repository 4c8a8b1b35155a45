import { Link } from '@tanstack/react-router';
import { CalendarPlus } from 'lucide-react';
import type { MeetingListItem } from '@/api/meetings';
import { AnswerButtons } from '@/components/meetings/answer-buttons';
import { type Answer, useAnswer } from '@/components/meetings/use-answer';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Status } from '@/components/ui/status';
import { addressText } from '@/lib/address';
import { cx } from '@/lib/cx';
import { formatClockRange, formatLongDay, formatRange, zoneCity } from '@/lib/time';
import { groupByDay } from '../agenda';
import { clashingIds, lookOf } from '../events';
import type { Days } from '../place';

/** The grid as a list: a heading for each day that has meetings, and what one can do with them. */
export function Agenda({
  meetings,
  days,
  zone,
  today,
}: {
  meetings: MeetingListItem[];
  days: Days;
  zone: string;
  today: string;
}) {
  const answer = useAnswer();
  const groups = groupByDay(meetings, days, zone);
  const clashing = clashingIds(meetings);
  if (groups.length === 0)
    return (
      <EmptyState
        icon={CalendarPlus}
        title="Nothing is planned in these four weeks"
        action={
          <Button asChild look="primary">
            <Link to="/dashboard/meetings/new">Plan a meeting</Link>
          </Button>
        }
      />
    );
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      {groups.map(({ day, meetings: ofDay }) => (
        <section
          key={day}
          aria-labelledby={`day-${day}`}
          className="[contain-intrinsic-size:auto_12rem] [content-visibility:auto]"
        >
          <h2
            id={`day-${day}`}
            className={cx('mb-2 font-semibold', day === today ? 'text-accent' : 'text-muted')}
          >
            {formatLongDay(day)}
            {day === today && ', today'}
          </h2>
          <ul className="flex flex-col gap-2">
            {ofDay.map((meeting) => (
              <AgendaItem
                key={meeting.id}
                meeting={meeting}
                zone={zone}
                clashes={clashing.has(meeting.id)}
                onAnswer={answer}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const FRAMES = {
  sure: 'border-l-4 border-l-accent',
  pending: 'border-dashed border-edge',
  tentative:
    'relative border-edge pl-6 before:hatch before:absolute before:inset-y-0 before:left-0 before:w-2.5',
  declined: 'text-muted',
  cancelled: 'border-dotted text-muted',
};

function AgendaItem({
  meeting,
  zone,
  clashes,
  onAnswer,
}: {
  meeting: MeetingListItem;
  zone: string;
  clashes: boolean;
  onAnswer: (answer: Answer) => void;
}) {
  const { id, title, start_time, end_time, my_status, status, sequence } = meeting;
  const look = lookOf(meeting);
  const struck = look === 'declined' || look === 'cancelled';
  const due = status === 'scheduled' && my_status === 'pending';
  return (
    <li className={cx('rounded-box border bg-surface px-4 py-3', FRAMES[look])}>
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <div className={cx('min-w-0', struck && 'line-through')}>
          <Link
            to="/dashboard/meetings/$meetingId"
            params={{ meetingId: id }}
            data-meeting={id}
            className="font-medium break-words underline-offset-2 hover:underline"
          >
            {title}
          </Link>
          <p>
            {meeting.time_zone === zone
              ? `${formatClockRange(start_time, end_time, zone)} ${zoneCity(zone)}`
              : formatRange(meeting, meeting.time_zone, zone)}
          </p>
          <p className="text-muted text-small break-words">
            {meeting.is_organiser
              ? 'You organise it'
              : `From ${addressText(meeting.created_by_email)}`}
            {meeting.location && ` · ${meeting.location}`}
          </p>
        </div>
        <p className="flex flex-wrap gap-1">
          {clashes && <Status of="clash" />}
          {status === 'cancelled' && <Status of="cancelled" />}
          {my_status && !meeting.is_organiser && <Status of={my_status} />}
        </p>
      </div>
      {due && (
        <AnswerButtons
          className="mt-3"
          title={title}
          status="pending"
          onAnswer={(given) =>
            onAnswer({ meetingId: id, title, status: given, before: 'pending', sequence })
          }
        />
      )}
    </li>
  );
}
