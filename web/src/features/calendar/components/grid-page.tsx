import type { EventInput } from '@fullcalendar/react';
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import { useUser } from '@/api/me';
import type { MeetingListItem } from '@/api/meetings';
import { Skeleton } from '@/components/ui/skeleton';
import { cx } from '@/lib/cx';
import { PHONE, useMedia } from '@/lib/media';
import { useObservable } from '@/lib/observable';
import { workingHours } from '@/lib/working-hours';
import { busyIn, busyText, lanesOf } from '../drag';
import { type EventExtra, isMineBusy, toEvents } from '../events';
import { shownDays, type View } from '../place';
import { spokenCell } from '../spoken-cell';
import { type Cursor, STEP_MINUTES, useCursor } from '../use-cursor';
import { type Drag, targetDay, useMove } from '../use-move';
import { selectedSpan, workingSpan } from '../wall';
import { placeOf } from './beside';
import { ClashDialog } from './clash-dialog';
import { FocusCell } from './focus-cell';
import { Glance } from './glance';
import Grid, { type GridShape, type Selection } from './grid';
import { MeetingPopover } from './meeting-popover';
import { QuickCreate } from './quick-create';

type Open = ({ kind: 'new'; byKeys: boolean } & Selection) | { kind: 'meeting'; id: string };

/** The grid with what opens over it. It is a file of its own since the library comes with it. */
export default function GridPage({
  shape,
  date,
  zone,
  secondZone,
  meetings,
  focusedId,
  onShow,
  onGo,
}: {
  shape: GridShape;
  date: string;
  zone: string;
  secondZone: string | null;
  meetings: MeetingListItem[];
  focusedId: string | null;
  onShow: (view: View, date: string) => void;
  /** To another day in the same view. */
  onGo: (date: string) => void;
}) {
  const days = shownDays(shape, date);
  const events = useMemo(() => toEvents(meetings, zone), [meetings, zone]);
  const [open, setOpen] = useState<Open | null>(null);
  const [othersBusy, setOthersBusy] = useState(false);
  const dismissedAt = useRef(Number.NEGATIVE_INFINITY);
  const frame = useRef<HTMLFieldSetElement>(null);
  const move = useMove(zone);
  const { drag } = move;
  const isMeasured = useIsMeasured();
  const hours = useObservable(workingHours);

  const { cursor, hasFocus, cellProps } = useCursor(shape, days, zone, onGo, (cell) =>
    setOpen({ kind: 'new', ...cellSelection(cell), byKeys: true }),
  );
  useKeptFocus(focusedId, events);

  function cellSelection({ day, time }: Cursor): Selection {
    if (shape === 'month') return { span: workingSpan(day, day, hours, zone), wholeDays: true };
    const start = new Date(`${day}T${time}:00Z`);
    const end = new Date(start.getTime() + STEP_MINUTES * 60_000);
    return { span: selectedSpan({ start, end }, zone), wholeDays: false };
  }

  // What is open belongs to the days that were shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes when these change.
  useEffect(() => setOpen(null), [shape, date]);

  const place = useMemo(
    () => placeOf(() => (open?.kind === 'meeting' ? drawnMeeting(open.id) : drawnSelection())),
    [open],
  );
  const selection = open?.kind === 'new' ? open : null;
  const side = useMedia(PHONE) || shape === 'day' ? 'bottom' : 'right';
  const opened =
    open?.kind === 'meeting' ? events.find(({ id }) => id === open.id)?.extendedProps : undefined;

  const conflicts = drag?.conflicts;
  const over = drag && targetDay(drag, zone);
  const lanes = useMemo(
    () => (conflicts && over ? lanesOf(conflicts, over, zone) : []),
    [conflicts, over, zone],
  );
  const clash = drag ? busyIn(drag.conflicts, drag.over).length > 0 : selection && othersBusy;

  return (
    <>
      <fieldset
        ref={frame}
        aria-label="Calendar grid"
        data-clash={clash ? '' : undefined}
        style={
          {
            '--lanes': `${Math.max(2, ...lanes.map(({ index }) => index + 1)) * 0.3125 + 0.125}rem`,
          } as CSSProperties
        }
        // In week and day the ghost has its own ground.
        className={cx(
          'group/grid relative min-h-0 flex-1 [&_[data-date]:has([data-ghost])_.calendar-selection]:bg-transparent',
          !isMeasured && 'invisible',
        )}
      >
        {!isMeasured && <Skeleton className="visible absolute inset-0" />}
        <Grid
          shape={shape}
          date={date}
          zone={zone}
          secondZone={secondZone}
          events={events}
          dragging={drag !== null}
          lanes={lanes}
          selection={selection}
          isBusy={(span, movedId) => isMineBusy(meetings, span, movedId)}
          focusCell={(columns) => (
            <FocusCell
              column={columns.get(cursor.day)}
              label={spokenCell(cursor, shape, meetings, zone)}
              {...{ cursor, shape, days, hasFocus, ...cellProps }}
            />
          )}
          onSelect={(chosen) => setOpen({ kind: 'new', ...chosen, byKeys: false })}
          takesClick={(at) => at - dismissedAt.current > 500}
          onOpen={({ id }) => setOpen({ kind: 'meeting', id })}
          onShowDay={(day) => onShow('day', day)}
          onDragStart={move.begin}
          onDragOver={move.over}
          onDragEnd={move.end}
          onDrop={move.drop}
        />
        {open === null && drag === null && <Glance {...{ frame, meetings, zone }} />}
      </fieldset>
      {drag && <DragLine drag={drag} zone={zone} />}
      {open?.kind === 'new' && (
        <QuickCreate
          key={open.span.start_time + open.span.end_time}
          span={open.span}
          wholeDays={open.wholeDays}
          zone={zone}
          place={place}
          side={side}
          onBusy={setOthersBusy}
          onClose={() => setOpen(null)}
          returnFocus={() =>
            open.byKeys && frame.current?.querySelector<HTMLElement>('[data-cursor]')?.focus()
          }
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

/** The library draws once before it knows how wide and high everything is, and jumps in the next frame. */
function useIsMeasured(): boolean {
  const [isMeasured, setMeasured] = useState(false);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setMeasured(true));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return isMeasured;
}

/** Who is busy where it would land, in words; the lanes alone would say it by colour. */
function DragLine({ drag, zone }: { drag: Drag; zone: string }) {
  const me = useUser();
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
        .map((one) => busyText(one, me.email, zone))
        .join(' · ')}
      {busy.length > 2 && ` · ${busy.length - 2} more`}
    </p>
  );
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
