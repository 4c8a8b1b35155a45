import type { EventInput } from '@fullcalendar/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { MeetingListItem } from '@/api/meetings';
import { PHONE, useMedia } from '@/lib/media';
import {
  dayOf,
  endOfDay,
  formatClockRange,
  formatLongDay,
  overlaps,
  startOfDay,
  toRfc3339,
  zoneCity,
} from '@/lib/time';
import { busyIn } from '../drag';
import type { EventExtra } from '../events';
import { shownDays, type View } from '../place';
import { type Cursor, useCursor } from '../use-cursor';
import { type Drag, useMove } from '../use-move';
import { type Span, selectedSpan } from '../wall';
import { placeOf } from './beside';
import { ClashDialog } from './clash-dialog';
import Grid, { type GridView } from './grid';
import { MeetingPopover } from './meeting-popover';
import { QuickCreate } from './quick-create';

const CELL_MS = 30 * 60_000;

type Open =
  | { kind: 'new'; span: Span; wholeDay: boolean; byKeys: boolean }
  | { kind: 'meeting'; id: string };

/** The grid with what opens over it. It is a file of its own since the library comes with it. */
export default function GridPage({
  view,
  date,
  zone,
  secondZone,
  events,
  meetings,
  focusedId,
  onShow,
}: {
  view: GridView;
  date: string;
  zone: string;
  secondZone: string | null;
  events: EventInput[];
  meetings: MeetingListItem[];
  focusedId: string | null;
  onShow: (view: View, date: string) => void;
}) {
  const days = shownDays(view, date);
  const [open, setOpen] = useState<Open | null>(null);
  const dismissedAt = useRef(Number.NEGATIVE_INFINITY);
  const frame = useRef<HTMLFieldSetElement>(null);
  const move = useMove(zone, days);

  const { cursor, gridProps } = useCursor(
    view,
    days,
    zone,
    (day) => onShow(view, day),
    (cell) => {
      const start = gridDate(cell);
      const span = selectedSpan({ start, end: new Date(start.getTime() + CELL_MS) }, zone);
      setOpen({ kind: 'new', span, wholeDay: view === 'month', byKeys: true });
    },
  );
  useKeptFocus(focusedId, events);

  // What is open belongs to the days that were shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes when these change.
  useEffect(() => setOpen(null), [view, date]);

  const place = useMemo(
    () => placeOf(() => (open?.kind === 'meeting' ? drawnMeeting(open.id) : drawnSelection())),
    [open],
  );
  const side = useMedia(PHONE) || view === 'day' ? 'bottom' : 'right';
  const opened =
    open?.kind === 'meeting' ? events.find(({ id }) => id === open.id)?.extendedProps : undefined;

  return (
    <>
      <fieldset
        ref={frame}
        aria-label="Calendar grid. Arrow keys move over its cells, Enter plans a meeting there."
        data-clash={
          move.drag && busyIn(move.drag.conflicts, move.drag.over).length > 0 ? '' : undefined
        }
        className="group/grid relative min-h-0 flex-1"
        {...gridProps}
      >
        <Grid
          view={view}
          date={date}
          zone={zone}
          secondZone={secondZone}
          events={events}
          drag={move.drag}
          cursor={cursor}
          selection={open?.kind === 'new' ? open.span : null}
          onSelect={(span, wholeDay) => setOpen({ kind: 'new', span, wholeDay, byKeys: false })}
          takesClick={(at) => at - dismissedAt.current > 500}
          onOpen={({ id }) => setOpen({ kind: 'meeting', id })}
          onShowDay={(day) => onShow('day', day)}
          onDragStart={move.begin}
          onDragOver={move.over}
          onDragEnd={move.end}
          onDrop={move.drop}
        />
      </fieldset>
      <p role="status" className="sr-only">
        {cursor && spokenCell(cursor, view, meetings, zone)}
      </p>
      {move.drag && <DragLine drag={move.drag} zone={zone} />}
      {open?.kind === 'new' && (
        <QuickCreate
          key={open.span.start_time + open.span.end_time}
          span={open.span}
          wholeDay={open.wholeDay}
          zone={zone}
          place={place}
          side={side}
          onClose={() => setOpen(null)}
          returnFocus={() => open.byKeys && frame.current?.focus()}
          onDismiss={() => {
            dismissedAt.current = performance.now();
          }}
        />
      )}
      {open?.kind === 'meeting' && opened && (
        <MeetingPopover
          {...(opened as EventExtra)}
          zone={zone}
          place={place}
          side={side}
          onClose={() => setOpen(null)}
          returnFocus={() => drawnMeeting(open.id)?.focus({ preventScroll: true })}
        />
      )}
      <ClashDialog clashing={move.clashing} zone={zone} />
    </>
  );
}

function gridDate({ day, time }: Cursor): Date {
  return new Date(`${day}T${time}:00Z`);
}

/** Who is busy where it would land, in words; the lanes alone would say it by colour. */
function DragLine({ drag, zone }: { drag: Drag; zone: string }) {
  const busy = busyIn(drag.conflicts, drag.over);
  return (
    <p
      role="status"
      className={
        busy.length > 0
          ? 'fixed top-3 left-1/2 z-40 -translate-x-1/2 rounded-box border border-wait bg-wait-soft px-3 py-1 text-wait shadow-float'
          : 'sr-only'
      }
    >
      {busy
        .slice(0, 2)
        .map(
          ({ email, title, start_time, end_time }) =>
            `${email}: ${title}, ${formatClockRange(start_time, end_time, zone)}`,
        )
        .join(' · ')}
      {busy.length > 2 && ` · ${busy.length - 2} more`}
    </p>
  );
}

function spokenCell(cursor: Cursor, view: View, meetings: MeetingListItem[], zone: string): string {
  const cell =
    view === 'month'
      ? { start: startOfDay(cursor.day, zone), end: endOfDay(cursor.day, zone) }
      : null;
  const start = gridDate(cursor);
  const span = cell
    ? { start_time: toRfc3339(cell.start), end_time: toRfc3339(cell.end) }
    : selectedSpan({ start, end: new Date(start.getTime() + CELL_MS) }, zone);
  const here = meetings.filter((meeting) => overlaps(meeting, span));
  const what =
    here.length === 0
      ? 'nothing planned'
      : here
          .map(({ title }) => title)
          .slice(0, 3)
          .join(', ');
  const more = here.length > 3 ? ` and ${here.length - 3} more` : '';
  const when = view === 'month' ? '' : `, ${cursor.time} ${zoneCity(zone)}`;
  return `${formatLongDay(dayOf(span.start_time, zone))}${when}: ${what}${more}`;
}

/** New data draws the meetings anew; the one that had the focus gets it back. */
function useKeptFocus(focusedId: string | null, events: EventInput[]): void {
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (focusedId !== null) last.current = focusedId;
    else if (document.activeElement !== document.body) last.current = null;
  }, [focusedId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each new drawing.
  useEffect(() => {
    if (last.current === null || document.activeElement !== document.body) return;
    drawnMeeting(last.current)?.focus();
  }, [events]);
}

/** In week and day it has a frame, in the month it is a shade, before it is drawn the cell. */
function drawnSelection(): Element | null {
  return (
    document.querySelector('[data-ghost]')?.closest('[class*="border-2"]') ??
    document.querySelector('.calendar-selection, [data-cursor]')
  );
}

function drawnMeeting(id: string): HTMLElement | null {
  return (
    document.querySelector(`[data-meeting="${id}"]`)?.closest<HTMLElement>('[role="button"]') ??
    null
  );
}
