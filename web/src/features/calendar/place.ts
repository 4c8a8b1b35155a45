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

const AGENDA_DAYS = 28;

/** What makes no sense is `undefined`, as if it had not been there: what is left out stays in the URL. */
export function parseSearch(search: Record<string, unknown>): CalendarSearch {
  const view = VIEWS.find((name) => name === search.view);
  const date = typeof search.date === 'string' && isDay(search.date) ? search.date : undefined;
  return { view, date };
}

export function shownDays(view: View, date: string): Days {
  switch (view) {
    case 'month': {
      const first = `${date.slice(0, 8)}01`;
      const last = addDays(addMonths(first, 1), -1);
      return { first: startOfWeek(first), last: addDays(startOfWeek(last), 6) };
    }
    case 'week':
      return { first: startOfWeek(date), last: addDays(startOfWeek(date), 6) };
    case 'day':
      return { first: date, last: date };
    case 'agenda':
      return { first: date, last: addDays(date, AGENDA_DAYS - 1) };
  }
}

/** The day to show so many periods later. */
export function stepDate(view: View, date: string, count: number): string {
  switch (view) {
    case 'month':
      return addMonths(date, count);
    case 'week':
      return addDays(date, 7 * count);
    case 'day':
      return addDays(date, count);
    case 'agenda':
      return addDays(date, AGENDA_DAYS * count);
  }
}

export function periodTitle(view: View, date: string): string {
  if (view === 'month') return formatMonth(date);
  if (view === 'day') return `${formatDay(date)} ${date.slice(0, 4)}`;
  const { first, last } = shownDays(view, date);
  return formatDays(first, last);
}
