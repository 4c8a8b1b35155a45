import {
  addDays,
  addMonths,
  formatDay,
  formatDays,
  formatMonth,
  isDay,
  startOfWeek,
} from '@/lib/time';

/** Where one is in the calendar. It is in the URL, so that it can be linked and gone back to. */

export const VIEWS = ['month', 'week', 'day', 'agenda'] as const;
export type View = (typeof VIEWS)[number];

export interface CalendarSearch {
  view?: View | undefined;
  date?: string | undefined;
}

/** First and last day, both shown. */
export interface Days {
  first: string;
  last: string;
}

/**
 * What is drawn of a view. Seven columns of a phone are too narrow for a title: there a week is
 * looked at three days at a time, from the day that one is at.
 */
export type Shape = View | 'three';

export function shapeOf(view: View, phone: boolean): Shape {
  return view === 'week' && phone ? 'three' : view;
}

const AGENDA_DAYS = 28;
const FEW_DAYS = 3;

/** What makes no sense is `undefined`, as if it had not been there: what is left out stays in the URL. */
export function parseSearch(search: Record<string, unknown>): CalendarSearch {
  const view = VIEWS.find((name) => name === search.view);
  const date = typeof search.date === 'string' && isDay(search.date) ? search.date : undefined;
  return { view, date };
}

export function shownDays(shape: Shape, date: string): Days {
  switch (shape) {
    case 'month': {
      const first = `${date.slice(0, 8)}01`;
      const last = addDays(addMonths(first, 1), -1);
      return { first: startOfWeek(first), last: addDays(startOfWeek(last), 6) };
    }
    case 'week':
      return { first: startOfWeek(date), last: addDays(startOfWeek(date), 6) };
    case 'three':
      return { first: date, last: addDays(date, FEW_DAYS - 1) };
    case 'day':
      return { first: date, last: date };
    case 'agenda':
      return { first: date, last: addDays(date, AGENDA_DAYS - 1) };
  }
}

/** The day to show so many periods later. */
export function stepDate(shape: Shape, date: string, count: number): string {
  switch (shape) {
    case 'month':
      return addMonths(date, count);
    case 'week':
      return addDays(date, 7 * count);
    case 'three':
      return addDays(date, FEW_DAYS * count);
    case 'day':
      return addDays(date, count);
    case 'agenda':
      return addDays(date, AGENDA_DAYS * count);
  }
}

export function periodTitle(shape: Shape, date: string): string {
  if (shape === 'month') return formatMonth(date);
  if (shape === 'day') return `${formatDay(date)} ${date.slice(0, 4)}`;
  const { first, last } = shownDays(shape, date);
  return formatDays(first, last);
}
