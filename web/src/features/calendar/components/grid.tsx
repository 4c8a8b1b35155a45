import '@fullcalendar/react/skeleton.css';
import FullCalendar, {
  type CalendarRef,
  type EventDisplayInfo,
  type EventInput,
} from '@fullcalendar/react';
import dayGrid from '@fullcalendar/react/daygrid';
import interaction from '@fullcalendar/react/interaction';
import timeGrid from '@fullcalendar/react/timegrid';
import { useEffect, useMemo, useRef } from 'react';
import type { MeetingListItem } from '@/api/meetings';
import { useNow } from '@/lib/now';
import { addDays, dayOf, formatDay } from '@/lib/time';
import { busyIn, lanesOf, spanLabel } from '../drag';
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
    else if (view !== 'month') {
      const { start, end } = gridSpan(selection, zone);
      api?.select(start, end);
    }
  }, [selection, view, zone]);

  const lanes = useLanes(drag, zone);
  const cell = useMemo(() => cursorEvents(cursor, view), [cursor, view]);
  useEffect(() => {
    if (cell.length > 0)
      document.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' });
  }, [cell]);

  const sources = useMemo(
    () => [{ events }, { events: lanes }, { events: cell }],
    [events, lanes, cell],
  );
  const meetingOf = ({ extendedProps }: { extendedProps: Record<string, unknown> }) =>
    (extendedProps as unknown as EventExtra).meeting;

  /** The times of what is drawn, moved ones included. */
  function spanOf({ start, end }: EventDisplayInfo['event']): Span | null {
    return start === null || end === null ? null : selectedSpan({ start, end }, zone);
  }

  return (
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
      dayHeaderContent={({ date: day, isNarrow, inPopover }) =>
        inPopover ? undefined : <DayName day={day} narrow={isNarrow} numbered={view !== 'month'} />
      }
      eventClass={(info) => {
        const span = info.isMirror && drag ? spanOf(info.event) : null;
        return eventClass(info, span !== null && busyIn(drag?.conflicts ?? {}, span).length > 0);
      }}
      eventContent={(info) => {
        if (info.event.display === 'background') return <Background info={info} />;
        const span = info.isMirror ? spanOf(info.event) : null;
        if (span === null && meetingOf(info.event)) return <EventContent info={info} zone={zone} />;
        return (
          <span
            data-ghost
            className="block px-1 font-medium text-ink text-small leading-4 whitespace-normal"
          >
            {info.event.title} {span && spanLabel(span, zone, today)}
          </span>
        );
      }}
      backgroundEventContent={(info) => <Background info={info} />}
      select={({ start, end, allDay, jsEvent }) => {
        // Without a pointer it is the selection that we made ourselves.
        if (jsEvent === null) return;
        props.onSelect(
          allDay ? morningOf(start, zone) : selectedSpan({ start, end }, zone),
          allDay,
        );
      }}
      dateClick={({ date: start, allDay, jsEvent }) => {
        if (!props.takesClick(jsEvent.timeStamp)) return;
        const end = new Date(start.getTime() + CLICK_MINUTES * 60_000);
        props.onSelect(
          allDay ? morningOf(start, zone) : selectedSpan({ start, end }, zone),
          allDay,
        );
      }}
      eventClick={({ event, jsEvent }) => {
        jsEvent.preventDefault();
        props.onOpen(meetingOf(event));
      }}
      navLinkDayClick={(day) => props.onShowDay(day.toISOString().slice(0, 10))}
      eventDragStart={({ event }) => props.onDragStart(meetingOf(event))}
      eventResizeStart={({ event }) => props.onDragStart(meetingOf(event))}
      eventDragStop={props.onDragEnd}
      eventResizeStop={props.onDragEnd}
      eventAllow={({ start, end }, event) => {
        if (event !== null) {
          const span = selectedSpan({ start, end }, zone);
          // The library asks while it draws; the page may change only afterwards.
          queueMicrotask(() => props.onDragOver(span));
        }
        return true;
      }}
      eventDrop={({ event, revert }) => {
        const meeting = meetingOf(event);
        if (event.start)
          props.onDrop(meeting, movedSpan(meeting, { start: event.start }, zone), revert);
      }}
      eventResize={({ event: { start, end, extendedProps }, startDelta, revert }) => {
        const { meeting } = extendedProps as EventExtra;
        const edge = Object.values(startDelta).some((part) => part !== 0) ? 'start' : 'end';
        if (start && end)
          props.onDrop(meeting, resizedSpan(meeting, edge, { start, end }, zone), revert);
      }}
    />
  );
}

/** Half an hour at nine, of which the popover asks for another time. */
function morningOf(day: Date, zone: string): Span {
  const start = new Date(day.getTime() + 9 * 60 * 60_000);
  return selectedSpan({ start, end: new Date(start.getTime() + CLICK_MINUTES * 60_000) }, zone);
}

/** "Tue 24", in narrow columns "T" above "24". */
function DayName({ day, narrow, numbered }: { day: Date; narrow: boolean; numbered: boolean }) {
  const [weekday = '', number] = formatDay(day.toISOString().slice(0, 10)).split(' ');
  return (
    <span className={narrow ? 'flex flex-col leading-4' : undefined}>
      {narrow ? weekday.slice(0, 1) : weekday} {numbered && number}
    </span>
  );
}

function Background({ info }: { info: EventDisplayInfo }) {
  const { lane, who } = info.event.extendedProps;
  if (typeof lane !== 'number')
    return <span data-cursor className="absolute inset-0 rounded-box border-2 border-accent" />;
  return (
    <span
      style={{ insetInlineEnd: `${lane}rem` }}
      className="absolute inset-y-0 w-3.5 overflow-hidden rounded-box border border-wait bg-wait-soft text-[0.625rem] text-wait leading-3 [writing-mode:vertical-rl]"
    >
      {who}
    </span>
  );
}

/** The busy stretches of the people of what is dragged, in the day that it is over. */
function useLanes(drag: Drag | null, zone: string): EventInput[] {
  const day = drag ? targetDay(drag, zone) : null;
  const conflicts = drag?.conflicts;
  return useMemo(
    () =>
      day === null || conflicts === undefined
        ? []
        : lanesOf(conflicts, day, zone).map(({ index, email, title, ...span }) => ({
            ...gridSpan(span, zone),
            display: 'background',
            extendedProps: { lane: index, who: `${email.split('@')[0]}: ${title}` },
          })),
    [day, conflicts, zone],
  );
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
