import '@fullcalendar/react/skeleton.css';
import FullCalendar, {
  type CalendarRef,
  type EventDisplayInfo,
  type EventInput,
} from '@fullcalendar/react';
import dayGrid from '@fullcalendar/react/daygrid';
import interaction from '@fullcalendar/react/interaction';
import timeGrid from '@fullcalendar/react/timegrid';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { MeetingListItem } from '@/api/meetings';
import { cx } from '@/lib/cx';
import { useNow } from '@/lib/now';
import { addDays, dayOf, formatDay } from '@/lib/time';
import { lanesOf, spanLabel } from '../drag';
import type { EventExtra } from '../events';
import { GRID_BEHAVIOUR, GRID_THEME } from '../grid-theme';
import { shownDays, type View } from '../place';
import type { Cursor } from '../use-cursor';
import { type Drag, targetDay } from '../use-move';
import { gridSpan, movedSpan, resizedSpan, type Span, selectedSpan, toGrid } from '../wall';
import { EventContent, eventClass } from './event-content';
import { Gutter, GutterHead } from './gutter';

const VIEW_TYPES = { month: 'dayGridMonth', week: 'timeGridWeek', day: 'timeGridDay' } as const;
export type GridView = keyof typeof VIEW_TYPES;

const CLICK_MINUTES = 30;
const PLUGINS = [dayGrid, timeGrid, interaction];

export interface GridProps {
  view: GridView;
  date: string;
  zone: string;
  secondZone: string | null;
  events: EventInput[];
  drag: Drag | null;
  cursor: Cursor | null;
  /** What is selected stays drawn; null takes it away. */
  selection: Span | null;
  onSelect: (span: Span, wholeDay: boolean) => void;
  /** May a click make a selection? Not the one that closed a popover. */
  takesClick: (at: number) => boolean;
  onOpen: (meeting: MeetingListItem) => void;
  onShowDay: (day: string) => void;
  onDragStart: (meeting: MeetingListItem) => void;
  onDragOver: (span: Span) => void;
  onDragEnd: () => void;
  onDrop: (meeting: MeetingListItem, span: Span, revert: () => void) => void;
}

/** Month, week and day. Everything in it is wall time dressed as UTC, see wall.ts. */
export default function Grid(props: GridProps) {
  const { view, date, zone, secondZone, events, drag, cursor, selection } = props;
  const calendar = useRef<CalendarRef>(null);
  const now = useNow();
  const today = dayOf(now, zone);
  const days = shownDays(view, date);

  useEffect(() => {
    calendar.current?.getApi().changeView(VIEW_TYPES[view], date);
  }, [view, date]);

  useEffect(() => {
    const api = calendar.current?.getApi();
    if (selection === null) api?.unselect();
    else if (view === 'month') api?.select(dayOf(selection.start_time, zone));
    else {
      const { start, end } = gridSpan(selection, zone);
      api?.select(start, end);
    }
  }, [selection, view, zone]);

  useLanes(calendar, drag, zone);
  const cell = useMemo(() => cursorEvents(cursor, view), [cursor, view]);
  useEffect(() => {
    if (cell.length > 0)
      document.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' });
  }, [cell]);

  // A source that is a new object is drawn anew.
  const meetingSource = useMemo(() => ({ events }), [events]);
  const cellSource = useMemo(() => ({ events: cell }), [cell]);
  const sources = useMemo(() => [meetingSource, cellSource], [meetingSource, cellSource]);

  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const meetingOf = ({ extendedProps }: { extendedProps: Record<string, unknown> }) =>
    (extendedProps as unknown as EventExtra).meeting;

  /** The times of what is drawn, moved ones included. */
  function spanOf({ start, end }: EventDisplayInfo['event']): Span | null {
    return start === null || end === null ? null : selectedSpan({ start, end }, zone);
  }

  const drawn = (
    <FullCalendar
      ref={calendar}
      plugins={PLUGINS}
      {...GRID_THEME}
      {...GRID_BEHAVIOUR}
      initialView={VIEW_TYPES[view]}
      initialDate={date}
      now={toGrid(now, zone)}
      eventSources={sources}
      weekNumbers={view !== 'month' && secondZone !== null}
      weekNumberHeaderContent={() => (
        <GutterHead zone={zone} secondZone={secondZone} day={days.first} />
      )}
      slotHeaderContent={({ date: slot }) => (
        <Gutter
          time={slot.toISOString().slice(11, 16)}
          {...{ zone, secondZone }}
          day={days.first}
        />
      )}
      dayHeaderContent={({ date: at, isNarrow, inPopover }) => {
        const day = at.toISOString().slice(0, 10);
        if (inPopover) return formatDay(day);
        return <DayName day={day} narrow={isNarrow} numbered={view !== 'month'} />;
      }}
      eventClass={eventClass}
      eventContent={(info) => {
        if (info.event.display === 'background') return <Background info={info} />;
        const span = info.isMirror ? spanOf(info.event) : null;
        if (span === null && meetingOf(info.event)) return <EventContent info={info} zone={zone} />;
        return (
          <span
            data-ghost
            className={cx(
              'absolute top-0 z-10 w-max max-w-64 rounded-[0.25rem] px-1 font-medium text-ink text-small leading-4',
              info.event.start && info.event.start.getUTCDay() % 6 === 0 && view === 'week'
                ? 'right-0 text-right'
                : 'left-0',
              info.isMirror && 'bg-inherit',
            )}
          >
            {info.event.title && <span className="block truncate">{info.event.title}</span>}
            {span && spanLabel(span, zone, today)}
          </span>
        );
      }}
      backgroundEventInnerClass="absolute inset-0"
      backgroundEventContent={(info) => <Background info={info} />}
      select={({ start, end, allDay, jsEvent }) => {
        // Without a pointer it is the selection that we made ourselves.
        if (jsEvent === null) return;
        latest.current.onSelect(
          allDay ? morningOf(start, zone) : selectedSpan({ start, end }, zone),
          allDay,
        );
      }}
      dateClick={({ date: start, allDay, jsEvent }) => {
        if (!latest.current.takesClick(jsEvent.timeStamp)) return;
        const end = new Date(start.getTime() + CLICK_MINUTES * 60_000);
        latest.current.onSelect(
          allDay ? morningOf(start, zone) : selectedSpan({ start, end }, zone),
          allDay,
        );
      }}
      eventClick={({ event, jsEvent }) => {
        jsEvent.preventDefault();
        latest.current.onOpen(meetingOf(event));
      }}
      navLinkDayClick={(day) => latest.current.onShowDay(day.toISOString().slice(0, 10))}
      eventDragStart={({ event }) => latest.current.onDragStart(meetingOf(event))}
      eventResizeStart={({ event }) => latest.current.onDragStart(meetingOf(event))}
      eventDragStop={() => latest.current.onDragEnd()}
      eventResizeStop={() => latest.current.onDragEnd()}
      eventAllow={({ start, end }, event) => {
        if (event !== null) {
          const span = selectedSpan({ start, end }, zone);
          // The library asks while it draws; the page may change only afterwards.
          queueMicrotask(() => latest.current.onDragOver(span));
        }
        return true;
      }}
      eventDrop={({ event, revert }) => {
        const meeting = meetingOf(event);
        if (event.start)
          latest.current.onDrop(meeting, movedSpan(meeting, { start: event.start }, zone), revert);
      }}
      eventResize={({ event: { start, end, extendedProps }, startDelta, revert }) => {
        const { meeting } = extendedProps as EventExtra;
        const edge = Object.values(startDelta).some((part) => part !== 0) ? 'start' : 'end';
        if (start && end)
          latest.current.onDrop(meeting, resizedSpan(meeting, edge, { start, end }, zone), revert);
      }}
    />
  );
  // While something is dragged the library may get no new options: it would take the calendar for
  // another one and call the drop a leave.
  return useFrozen(drawn, drag !== null);
}

/** Half an hour at nine, of which the popover asks for another time. */
function morningOf(day: Date, zone: string): Span {
  const start = new Date(day.getTime() + 9 * 60 * 60_000);
  return selectedSpan({ start, end: new Date(start.getTime() + CLICK_MINUTES * 60_000) }, zone);
}

/**
 * "Tue 24", in narrow columns "T" above "24". The library's link around it is named after the date
 * without the weekday, and what is seen has to be in the name: so the weekday is drawn by CSS.
 */
function DayName({ day, narrow, numbered }: { day: string; narrow: boolean; numbered: boolean }) {
  const [weekday = '', number] = formatDay(day).split(' ');
  const shown = narrow ? weekday.slice(0, 1) : weekday;
  if (!numbered) return shown;
  return (
    <span
      data-weekday={narrow ? shown : `${shown} `}
      className={cx(
        'whitespace-pre before:content-[attr(data-weekday)]',
        narrow && 'leading-4 before:block',
      )}
    >
      {number}
    </span>
  );
}

function Background({ info }: { info: EventDisplayInfo }) {
  const { lane } = info.event.extendedProps;
  if (typeof lane !== 'number')
    return <span data-cursor className="absolute inset-0 rounded-box border-2 border-accent" />;
  return (
    <span
      style={{ insetInlineEnd: `${lane * 0.3125 + 0.0625}rem` }}
      className="absolute inset-y-0 w-1 rounded-full bg-wait"
    />
  );
}

/** As it was when the drag began. */
function useFrozen<T>(value: T, frozen: boolean): T {
  const kept = useRef(value);
  if (!frozen) kept.current = value;
  return kept.current;
}

/** The busy stretches of the people of what is dragged, in the day that it is over. */
function useLanes(calendar: RefObject<CalendarRef | null>, drag: Drag | null, zone: string) {
  const day = drag ? targetDay(drag, zone) : null;
  const conflicts = drag?.conflicts;
  useEffect(() => {
    if (day === null || conflicts === undefined) return;
    const events = lanesOf(conflicts, day, zone).map(({ index, title, ...span }) => ({
      ...gridSpan(span, zone),
      display: 'background',
      extendedProps: { lane: index },
    }));
    const source = calendar.current?.getApi().addEventSource({ events });
    return () => source?.remove();
  }, [calendar, day, conflicts, zone]);
}

function cursorEvents(cursor: Cursor | null, view: View): EventInput[] {
  if (cursor === null) return [];
  if (view === 'month')
    return [
      { start: cursor.day, end: addDays(cursor.day, 1), allDay: true, display: 'background' },
    ];
  const start = `${cursor.day}T${cursor.time}:00Z`;
  const end = new Date(Date.parse(start) + CLICK_MINUTES * 60_000).toISOString();
  return [{ start, end, display: 'background' }];
}
