import '@fullcalendar/react/skeleton.css';
import FullCalendar, {
  type CalendarRef,
  type EventDisplayInfo,
  type EventInput,
} from '@fullcalendar/react';
import dayGrid from '@fullcalendar/react/daygrid';
import interaction from '@fullcalendar/react/interaction';
import timeGrid from '@fullcalendar/react/timegrid';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { MeetingListItem } from '@/api/meetings';
import { cx } from '@/lib/cx';
import { useNow } from '@/lib/now';
import { useObservable } from '@/lib/observable';
import { addDays, dayOf, formatDay } from '@/lib/time';
import { workingHours } from '@/lib/working-hours';
import { type Lane, spanLabel } from '../drag';
import type { EventExtra } from '../events';
import { businessHours, GRID_BEHAVIOUR, GRID_THEME } from '../grid-theme';
import { shownDays } from '../place';
import { useColumns } from '../use-columns';
import { useLanes } from '../use-lanes';
import {
  gridSpan,
  movedSpan,
  resizedSpan,
  type Span,
  selectedSpan,
  toGrid,
  workingSpan,
} from '../wall';
import { EventContent, eventClass, ghostClass } from './event-content';
import { Ghost } from './ghost';
import { Gutter, GutterHead } from './gutter';

const VIEW_TYPES = {
  month: 'dayGridMonth',
  week: 'timeGridWeek',
  three: 'timeGridThree',
  day: 'timeGridDay',
} as const;
export type GridShape = keyof typeof VIEW_TYPES;

const DAY_MS = 24 * 60 * 60_000;
const CLICK_MINUTES = 30;
/** More would be too thin to read; the others open by "+n more". */
const MOST_BESIDE = { month: 2, week: 2, three: 2, day: 8 } as const;
const PLUGINS = [dayGrid, timeGrid, interaction];

export interface Selection {
  span: Span;
  /** Days were chosen, not times. */
  wholeDays: boolean;
}

export interface GridProps {
  shape: GridShape;
  date: string;
  zone: string;
  secondZone: string | null;
  events: EventInput[];
  /** Something is on its way. */
  dragging: boolean;
  lanes: Lane[];
  /** What is selected stays drawn; null takes it away. */
  selection: Selection | null;
  /** Am I busy then, but for the meeting that is moved? */
  isBusy: (span: Span, movedId: string) => boolean;
  /** The cell that has the focus, for the columns that are drawn. */
  focusCell: (columns: ReadonlyMap<string, HTMLElement>) => ReactNode;
  onSelect: (selection: Selection) => void;
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
  const { shape, date, zone, secondZone, events, dragging, lanes, selection, isBusy } = props;
  const calendar = useRef<CalendarRef>(null);
  const { columns, hooks } = useColumns();
  const hours = useObservable(workingHours);
  const now = useNow();
  const today = dayOf(now, zone);
  const days = shownDays(shape, date);

  useEffect(() => {
    calendar.current?.getApi().changeView(VIEW_TYPES[shape], date);
  }, [shape, date]);

  useEffect(() => {
    const api = calendar.current?.getApi();
    if (selection === null) api?.unselect();
    else if (selection.wholeDays) {
      const { start_time, end_time } = selection.span;
      api?.select(dayOf(start_time, zone), addDays(dayOf(end_time, zone), 1));
    } else {
      const { start, end } = gridSpan(selection.span, zone);
      api?.select(start, end);
    }
  }, [selection, zone]);

  useLanes(calendar, lanes, zone);

  // A source that is a new object is drawn anew.
  const sources = useMemo(() => [{ events }], [events]);
  const business = useMemo(() => businessHours(hours), [hours]);

  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const meetingOf = ({ extendedProps }: { extendedProps: Record<string, unknown> }) =>
    (extendedProps as unknown as EventExtra).meeting;

  /** The times of what is drawn, moved ones included. */
  function spanOf({ start, end, allDay, extendedProps }: EventDisplayInfo['event']): Span | null {
    const meeting = extendedProps.meeting as MeetingListItem | undefined;
    if (allDay && start && meeting) return movedSpan(meeting, { start, allDay }, zone);
    return start === null || end === null ? null : selectedSpan({ start, end }, zone);
  }

  /** Whether what is dragged or selected meets another meeting of mine. */
  function clashes({ event }: EventDisplayInfo): boolean {
    const span = spanOf(event);
    return span !== null && isBusy(span, event.id);
  }

  function selectedDays(start: Date, end: Date): Selection {
    const first = start.toISOString().slice(0, 10);
    const last = addDays(end.toISOString().slice(0, 10), -1);
    return { span: workingSpan(first, last, hours, zone), wholeDays: true };
  }

  const drawn = (
    <FullCalendar
      ref={calendar}
      plugins={PLUGINS}
      {...GRID_THEME}
      {...GRID_BEHAVIOUR}
      initialView={VIEW_TYPES[shape]}
      initialDate={date}
      now={toGrid(now, zone)}
      {...hooks}
      {...business}
      eventMaxStack={MOST_BESIDE[shape]}
      eventSources={sources}
      weekNumbers={shape !== 'month' && secondZone !== null}
      weekNumberHeaderContent={() => <GutterHead {...{ zone, secondZone, days }} />}
      slotHeaderContent={({ date: slot }) => (
        <Gutter time={slot.toISOString().slice(11, 16)} {...{ zone, secondZone, days }} />
      )}
      dayHeaderContent={({ date: at, isNarrow, inPopover }) => {
        const day = at.toISOString().slice(0, 10);
        if (inPopover) return <PopoverDay day={day} />;
        return <DayName day={day} narrow={isNarrow} numbered={shape !== 'month'} />;
      }}
      eventClass={(info) => (info.isMirror ? ghostClass(clashes(info)) : eventClass(info))}
      eventContent={(info) => {
        if (info.event.display === 'background') return <LaneMark info={info} />;
        const span = info.isMirror ? spanOf(info.event) : null;
        if (span === null) return <EventContent info={info} zone={zone} />;
        const times = spanLabel(span, zone, today);
        return <Ghost title={info.event.title} times={times} clashes={clashes(info)} />;
      }}
      backgroundEventInnerClass="absolute inset-0"
      backgroundEventContent={(info) => <LaneMark info={info} />}
      select={({ start, end, allDay, jsEvent }) => {
        // Without a pointer it is the selection that we made ourselves.
        if (jsEvent === null) return;
        latest.current.onSelect(
          allDay
            ? selectedDays(start, end)
            : { span: selectedSpan({ start, end }, zone), wholeDays: false },
        );
      }}
      dateClick={({ date: start, allDay, jsEvent }) => {
        if (!latest.current.takesClick(jsEvent.timeStamp)) return;
        const end = new Date(start.getTime() + CLICK_MINUTES * 60_000);
        latest.current.onSelect(
          allDay
            ? selectedDays(start, new Date(start.getTime() + DAY_MS))
            : { span: selectedSpan({ start, end }, zone), wholeDays: false },
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
      eventAllow={({ start, end, allDay }, event) => {
        if (event !== null) {
          const span = allDay
            ? movedSpan(meetingOf(event), { start, allDay }, zone)
            : selectedSpan({ start, end }, zone);
          // The library asks while it draws; the page may change only afterwards.
          queueMicrotask(() => latest.current.onDragOver(span));
        }
        return true;
      }}
      eventDrop={({ event, revert }) => {
        const meeting = meetingOf(event);
        const { start, allDay } = event;
        if (start)
          latest.current.onDrop(meeting, movedSpan(meeting, { start, allDay }, zone), revert);
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
  const shown = useFrozen(drawn, dragging);
  return (
    <>
      {shown}
      {props.focusCell(columns)}
    </>
  );
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

/** What opens by "+n more" in the last rows would end below the window. */
function PopoverDay({ day }: { day: string }) {
  const name = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const popover = name.current?.closest<HTMLElement>('[role="dialog"]');
    if (!popover) return;
    popover.style.translate = '';
    const beyond = popover.getBoundingClientRect().bottom + 12 - window.innerHeight;
    if (beyond > 0) popover.style.translate = `0 ${-beyond}px`;
  });
  return <span ref={name}>{formatDay(day)}</span>;
}

function LaneMark({ info }: { info: EventDisplayInfo }) {
  return (
    <span
      style={{ insetInlineEnd: `${Number(info.event.extendedProps.lane) * 0.3125 + 0.0625}rem` }}
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
