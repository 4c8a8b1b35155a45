import type { CalendarOptions } from '@fullcalendar/react';
import { cx } from '@/lib/cx';
import { formatLongDay } from '@/lib/time';
import { stepClock } from '@/lib/typed-clock';
import type { WorkingHours } from '@/lib/working-hours';

/*
 * The look of the grid in our own classes. The library brings none but `skeleton.css`, and writes
 * no `<style>` element, which the CSP would refuse.
 */

const dayOf = (date: Date) => date.toISOString().slice(0, 10);
const TODAY = 'bg-[color-mix(in_srgb,var(--color-accent-soft)_45%,transparent)]';
const RESIZER = 'absolute inset-x-0 z-10 h-2 opacity-0';

export const GRID_THEME: CalendarOptions = {
  className: 'h-full text-small',
  viewClass: 'bg-surface border rounded-box overflow-hidden',
  tableHeaderClass: 'bg-surface',
  dayHeaderRowClass: 'border-line',
  dayHeaderClass: ({ isToday, inPopover }) =>
    cx('border border-line justify-center', isToday && !inPopover && 'bg-accent-soft'),
  dayHeaderInnerClass: ({ isToday }) =>
    cx('px-1 py-1.5 text-center', isToday ? 'font-semibold text-accent' : 'text-muted'),
  dayHeaderDividerClass: 'border-b border-line',
  dayRowClass: 'border border-line',
  dayCellClass: ({ isToday, isOther }) =>
    cx('border border-line', isToday ? TODAY : isOther && 'bg-canvas'),
  dayCellTopClass: 'flex justify-end p-1',
  dayCellTopInnerClass: ({ isToday, isOther }) =>
    cx(
      'min-w-6 rounded-box px-1 text-center',
      isToday ? 'bg-accent font-semibold text-on-accent' : isOther && 'text-muted',
    ),
  dayCellBottomClass: 'min-h-1',
  dayLaneClass: ({ isToday }) => cx('border border-line has-[[data-ghost]]:z-10', isToday && TODAY),
  // The room at the right is for the busy lanes of a drag.
  dayLaneInnerClass: ({ isNarrow }) => (isNarrow ? 'mr-1 ml-px' : 'mr-(--lanes) ml-px'),
  slotLaneClass: ({ isMinor }) => cx('border border-line', isMinor && 'border-dotted'),
  slotHeaderClass: 'border-0 justify-end',
  slotHeaderInnerClass: 'relative -top-2.5 pr-2 pl-1 text-muted',
  allDayHeaderClass: 'border-0 justify-end',
  allDayHeaderInnerClass: 'pr-2 pl-1 pt-1 text-muted',
  allDayDividerClass: 'border-b-2 border-line',
  slotHeaderDividerClass: 'border-r border-line',
  weekNumberHeaderClass: 'border-0 items-end justify-end',
  weekNumberHeaderInnerClass: 'pr-2 pb-1 pl-1 text-muted',
  fillerClass: 'border border-line',
  nonBusinessHoursClass: 'bg-[color-mix(in_srgb,var(--color-raised)_55%,transparent)]',
  highlightClass: 'calendar-selection bg-accent-soft',
  nowIndicatorLineClass: 'border-t-2 border-no',
  nowIndicatorHeaderClass: 'hidden',
  nowIndicatorDotClass: 'size-2 -mt-[5px] -ml-1 rounded-full bg-no',
  navLinkClass: 'hover:underline underline-offset-2 rounded-box',
  moreLinkClass: 'mx-1 rounded-box px-1 text-left font-medium hover:bg-raised cursor-pointer',
  columnMoreLinkClass:
    'absolute right-0 bottom-0 m-0! flex-none! border border-edge bg-surface leading-4 shadow-float',
  popoverClass:
    'appear z-40 max-h-96 w-72 max-w-[90vw] overflow-y-auto rounded-box border bg-surface p-2 shadow-float',
  popoverCloseClass: 'absolute top-2 right-2 size-7 rounded-box hover:bg-raised',
  rowEventClass: 'mx-1 mb-px',
  rowEventInnerClass: 'min-w-0',
  columnEventClass: 'mb-px',
  columnEventInnerClass: ({ isMirror }) => (isMirror ? 'grow' : 'min-h-0 grow'),
  columnEventBeforeClass: ({ isStartResizable }) => isStartResizable && `${RESIZER} -top-1`,
  columnEventAfterClass: ({ isEndResizable }) => isEndResizable && `${RESIZER} -bottom-1`,
  rowEventBeforeClass: ({ isStartResizable }) =>
    isStartResizable && 'absolute inset-y-0 -left-1 w-2',
  rowEventAfterClass: ({ isEndResizable }) => isEndResizable && 'absolute inset-y-0 -right-1 w-2',
};

/** Working hours of the grid: shaded around, and it opens at them. */
export function businessHours({ days, start, end }: WorkingHours): CalendarOptions {
  return {
    businessHours: { daysOfWeek: days.map((day) => day % 7), startTime: start, endTime: end },
    // Half an hour above, else the first label would be cut.
    scrollTime: stepClock(start, -30),
  };
}

/** What the grid is for everybody: its zone is made by us, see wall.ts. */
export const GRID_BEHAVIOUR: CalendarOptions = {
  timeZone: 'UTC',
  locale: 'en-gb',
  firstDay: 1,
  headerToolbar: false,
  height: '100%',
  fixedWeekCount: false,
  allDaySlot: true,
  allDayText: 'Days',
  views: { timeGridThree: { type: 'timeGrid', duration: { days: 3 } } },
  expandRows: true,
  slotDuration: '00:30',
  slotMinHeight: 28,
  nextDayThreshold: '05:00',
  slotHeaderInterval: '01:00',
  snapDuration: '00:15',
  slotHeaderFormat: { hour: '2-digit', minute: '2-digit', hour12: false },
  scrollTimeReset: false,
  nowIndicator: true,
  nowIndicatorSnap: false,
  dayMaxEvents: 3,
  moreLinkClick: 'popover',
  moreLinkText: (count) => `+${count} more`,
  eventDisplay: 'block',
  eventInteractive: true,
  eventResizableFromStart: true,
  slotEventOverlap: false,
  eventOrder: 'start,-duration,title',
  eventMinHeight: 18,
  eventShortHeight: 36,
  editable: true,
  selectable: true,
  selectMirror: true,
  selectMinDistance: 4,
  unselectAuto: false,
  longPressDelay: 350,
  navLinks: true,
  dragRevertDuration: 0,
  navLinkHint: (_text, date) => `Show ${formatLongDay(dayOf(date))}`,
};
