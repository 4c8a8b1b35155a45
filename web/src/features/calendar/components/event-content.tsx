import type { EventDisplayInfo } from '@fullcalendar/react';
import { Ban, CircleDashed, CircleQuestionMark, TriangleAlert, X } from 'lucide-react';
import { cx } from '@/lib/cx';
import { formatClock, formatClockRange } from '@/lib/time';
import { type EventExtra, type Look, lookOf, spokenMeeting } from '../events';

const ICONS = {
  sure: null,
  pending: CircleDashed,
  tentative: CircleQuestionMark,
  declined: X,
  cancelled: Ban,
};

const LOOKS: Record<Look, string> = {
  sure: 'border-accent border-l-4 bg-accent-soft text-ink',
  pending: 'border-edge border-dashed bg-surface text-ink',
  tentative: 'hatch border-edge bg-surface text-ink',
  declined: 'border-line bg-surface text-muted line-through',
  cancelled: 'border-line border-dotted bg-canvas text-muted line-through',
};

/** Amber when somebody is busy there; `data-clash` is on the frame of the grid. */
const GHOST =
  'z-20 !overflow-visible border-2 border-accent bg-accent-soft shadow-float ' +
  'group-data-clash/grid:border-wait group-data-clash/grid:bg-wait-soft';

/** The frame of a meeting, or of what is being dragged. */
export function eventClass(info: EventDisplayInfo): string {
  const base = 'rounded-[0.25rem] border min-w-0 overflow-hidden -outline-offset-2';
  const { meeting, clashes } = info.event.extendedProps as Partial<EventExtra>;
  if (info.isMirror) return cx(base, GHOST);
  if (meeting === undefined) return base;
  return cx(
    base,
    LOOKS[lookOf(meeting)],
    clashes && (info.isNarrow ? 'border-r-2 border-r-wait' : 'border-r-4 border-r-wait'),
    info.isNarrow && 'border-l-2',
    (info.isDragging || info.isResizing) && 'opacity-40',
  );
}

/** Title, times and place as far as they fit; screen readers get a whole sentence. */
export function EventContent({ info, zone }: { info: EventDisplayInfo; zone: string }) {
  const extra = info.event.extendedProps as EventExtra;
  const { meeting, clashes } = extra;
  const Icon = ICONS[lookOf(meeting)];
  const inRow = info.view.type === 'dayGridMonth';
  const oneLine = inRow || info.isShort;
  const times = oneLine
    ? formatClock(meeting.start_time, zone)
    : formatClockRange(meeting.start_time, meeting.end_time, zone);
  const marks = (
    <>
      {clashes && <TriangleAlert className="text-wait" />}
      {Icon && !info.isNarrow && <Icon />}
    </>
  );
  return (
    <>
      <span data-meeting={meeting.id} className="sr-only">
        {spokenMeeting(extra, zone)}
      </span>
      <span
        aria-hidden="true"
        className={cx(
          info.isNarrow ? 'px-px' : 'px-1',
          'flex min-w-0 gap-x-1 text-small leading-4 [&_svg]:mt-0.5 [&_svg]:size-3 [&_svg]:shrink-0',
          // What does not fit wraps out of sight instead of being cut through its middle.
          oneLine ? 'items-start whitespace-nowrap' : 'h-full flex-col flex-wrap pt-0.5 *:w-full',
        )}
      >
        <span className="flex min-w-0 gap-1">
          {(oneLine || info.isNarrow) && marks}
          <span className={cx('min-w-0 font-medium', oneLine ? 'truncate' : 'line-clamp-2')}>
            {inRow && !info.isNarrow && <span className="font-normal text-muted">{times} </span>}
            {meeting.title}
          </span>
        </span>
        {!inRow && !info.isNarrow && (
          <span className="flex min-w-0 gap-1 text-muted">
            {!oneLine && marks}
            <span className="truncate">
              {times}
              {clashes && !oneLine && ' · clash'}
            </span>
          </span>
        )}
        {!oneLine && !info.isNarrow && meeting.location && (
          <span className="truncate text-muted">{meeting.location}</span>
        )}
      </span>
    </>
  );
}
