import {
  addDays,
  addMinutes,
  dayOf,
  type Instant,
  minutesBetween,
  toInstant,
  toRfc3339,
  toWall,
} from '@/lib/time';

/*
 * The grid knows no zones: it is told that all is UTC and gets the viewer's wall times, so that a
 * day has 24 rows even when its clocks change. What it gives back is read as wall time again.
 */

export interface Span {
  start_time: string;
  end_time: string;
}

const SNAP_MINUTES = 15;
const DAY_MINUTES = 24 * 60;

/** Wall time dressed as UTC. */
export function toGrid(at: Instant, zone: string): string {
  const { day, time } = toWall(at, zone);
  return `${day}T${time}:00Z`;
}

export function fromGrid(shown: Date, zone: string): Date {
  const iso = shown.toISOString();
  return toInstant({ day: iso.slice(0, 10), time: iso.slice(11, 16) }, zone);
}

/** Where a meeting is drawn: never shorter than a snap, also in the hour that comes twice. */
export function gridSpan({ start_time, end_time }: Span, zone: string) {
  const start = toGrid(start_time, zone);
  const end = toGrid(end_time, zone);
  if (minutesBetween(start, end) >= SNAP_MINUTES) return { start, end };
  const minutes = Math.max(minutesBetween(start_time, end_time), SNAP_MINUTES);
  return { start, end: toRfc3339(addMinutes(start, minutes)) };
}

/** What lasts a day or longer stands above the hours, over the days that it touches. */
export function isBanner({ start_time, end_time }: Span): boolean {
  return minutesBetween(start_time, end_time) >= DAY_MINUTES;
}

/** Its days; the last is not included, as the grid wants it. */
export function bannerDays({ start_time, end_time }: Span, zone: string) {
  const lastMoment = addMinutes(end_time, -1);
  return { start: dayOf(start_time, zone), end: addDays(dayOf(lastMoment, zone), 1), allDay: true };
}

/** A selection of the grid as instants. */
export function selectedSpan(grid: { start: Date; end: Date }, zone: string): Span {
  return withEnd(fromGrid(grid.start, zone), fromGrid(grid.end, zone), grid);
}

/**
 * Moved as a whole: it lasts as long as before, whatever the clocks did in between. Above the hours
 * it is moved to another day, and keeps the time at which it begins.
 */
export function movedSpan(
  before: Span,
  grid: { start: Date; allDay?: boolean },
  zone: string,
): Span {
  const day = grid.start.toISOString().slice(0, 10);
  const { time } = toWall(before.start_time, zone);
  const start = grid.allDay ? toInstant({ day, time }, zone) : fromGrid(grid.start, zone);
  const minutes = minutesBetween(before.start_time, before.end_time);
  return { start_time: toRfc3339(start), end_time: toRfc3339(addMinutes(start, minutes)) };
}

/** One edge was pulled; the other is the instant that it was. */
export function resizedSpan(
  before: Span,
  edge: 'start' | 'end',
  grid: { start: Date; end: Date },
  zone: string,
): Span {
  if (edge === 'end') return withEnd(new Date(before.start_time), fromGrid(grid.end, zone), grid);
  const end = new Date(before.end_time);
  const start = fromGrid(grid.start, zone);
  if (start < end) return { start_time: toRfc3339(start), end_time: toRfc3339(end) };
  const minutes = minutesBetween(grid.start, grid.end);
  return { start_time: toRfc3339(addMinutes(end, -minutes)), end_time: toRfc3339(end) };
}

/** The first half hour of work on a day; of several days, from that to the end of the last's work. */
export function workingSpan(
  first: string,
  last: string,
  { start, end }: { start: string; end: string },
  zone: string,
): Span {
  const from = toInstant({ day: first, time: start }, zone);
  const to = first === last ? addMinutes(from, 30) : toInstant({ day: last, time: end }, zone);
  return { start_time: toRfc3339(from), end_time: toRfc3339(to) };
}

/** An end in the hour that comes twice may be read as before the start: then the height counts. */
function withEnd(start: Date, end: Date, grid: { start: Date; end: Date }): Span {
  const later = end > start ? end : addMinutes(start, minutesBetween(grid.start, grid.end));
  return { start_time: toRfc3339(start), end_time: toRfc3339(later) };
}
