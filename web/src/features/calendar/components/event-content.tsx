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
  sure: 'border-accent border-l-[3px] bg-accent-soft text-ink',
  pending: 'border-edge border-dashed bg-surface text-ink',
  tentative: 'hatch border-edge bg-surface text-ink',
  declined: 'border-line bg-surface text-muted line-through',
  cancelled: 'border-line border-dotted bg-canvas text-muted line-through',
};

/** Seen through, so that what is under it stays readable. */
const GHOST = 'z-20 !overflow-visible border-2 shadow-float';
const CALM =
  'border-accent bg-[color-mix(in_srgb,var(--color-accent)_12%,transparent)] ' +
  'group-data-clash/grid:border-wait group-data-clash/grid:bg-wait-veil';
const AMBER = 'border-wait bg-wait-veil';

/**
 * What is dragged or selected: amber when somebody is busy there, me by what is shown, others by
 * `data-clash` on the frame of the grid.
 */
export function ghostClass(clashes: boolean): string {
  return cx(FRAME, GHOST, clashes ? AMBER : CALM);
}

const FRAME = 'rounded-[0.25rem] border min-w-0 overflow-hidden -outline-offset-2';

/** The frame of a meeting. */
export function eventClass(info: EventDisplayInfo): string {
  const { meeting, clashes } = info.event.extendedProps as Partial<EventExtra>;
  if (meeting === undefined) return FRAME;
  return cx(
    FRAME,
    LOOKS[lookOf(meeting)],
    clashes && 'border-r-[3px] border-r-wait',
    info.isNarrow && 'border-l-2',
    (info.isDragging || info.isResizing) && 'opacity-40',
  );
}

/**
 * The title first, then times and place as far as they fit: beside others there is room for the
 * title alone. Screen readers get a whole sentence.
 */
export function EventContent({ info, zone }: { info: EventDisplayInfo; zone: string }) {
  const extra = info.event.extendedProps as EventExtra;
  const { meeting, clashes } = extra;
  const Icon = ICONS[lookOf(meeting)];
  const inRow = info.view.type === 'dayGridMonth' || info.event.allDay;
  const oneLine = inRow || info.isShort;
  const start = formatClock(meeting.start_time, zone);
  const times = formatClockRange(meeting.start_time, meeting.end_time, zone);
  const marks = (clashes || Icon) && (
    <span className={cx('hidden shrink-0 gap-1', inRow ? '@min-[9rem]:flex' : '@min-[5rem]:flex')}>
      {clashes && <TriangleAlert className="text-wait" />}
      {Icon && <Icon />}
    </span>
  );
  return (
    <span className="@container block h-full min-w-0 grow">
      <span data-meeting={meeting.id} className="sr-only">
        {spokenMeeting(extra, zone)}
      </span>
      <span
        aria-hidden="true"
        data-content
        className={cx(
          'flex min-w-0 gap-x-1 px-0.5 text-small leading-4 @min-[5rem]:px-1 [&_svg]:mt-0.5 [&_svg]:size-3 [&_svg]:shrink-0',
          // What does not fit wraps out of sight instead of being cut through its middle.
          oneLine ? 'items-start whitespace-nowrap' : 'h-full flex-col flex-wrap pt-0.5 *:w-full',
        )}
      >
        <span className="flex min-w-0 gap-1">
          {oneLine && marks}
          <span
            className={cx(
              'min-w-0 font-medium',
              oneLine
                ? 'truncate'
                : 'line-clamp-6 hyphens-auto @min-[5rem]:line-clamp-2 [overflow-wrap:anywhere]',
            )}
          >
            {inRow && (
              <span className="hidden font-normal text-muted @min-[5rem]:inline">{start} </span>
            )}
            {meeting.title}
          </span>
        </span>
        {!inRow && (
          <span className="hidden min-w-0 gap-1 text-muted @min-[5rem]:flex">
            {!oneLine && marks}
            <span className={cx('truncate', !oneLine && '@min-[7rem]:hidden')}>{start}</span>
            {!oneLine && (
              <span className="hidden truncate @min-[7rem]:block">
                {times}
                {clashes && ' · clash'}
              </span>
            )}
          </span>
        )}
        {!oneLine && meeting.location && (
          <span className="hidden truncate text-muted @min-[5rem]:block">{meeting.location}</span>
        )}
      </span>
    </span>
  );
}
