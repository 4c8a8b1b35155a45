import { UTCDate } from '@date-fns/utc';
import { addDays, format } from 'date-fns';
import { addMinutes, nextClockChange, toInstant, toRfc3339 } from '../../src/lib/time';

/** The day on which a worker began: no test meets another one at midnight. */
const TODAY = new UTCDate();

/** So many days from today, `2026-03-29`. */
export function day(fromToday: number): string {
  return format(addDays(TODAY, fromToday), 'yyyy-MM-dd');
}

/** The times of a meeting so many days from today, on the clocks of the zone. */
export function onDay(fromToday: number, time: string, minutes: number, zone = 'Europe/Berlin') {
  return at(day(fromToday), time, minutes, zone);
}

export function at(date: string, time: string, minutes: number, zone = 'Europe/Berlin') {
  const start = toInstant({ day: date, time }, zone);
  return { start_time: toRfc3339(start), end_time: toRfc3339(addMinutes(start, minutes)) };
}

/** The day on which the zone's clocks change next. */
export function clockChange(zone: string): string {
  const change = nextClockChange(new Date(), zone, 366);
  if (change === null) throw new Error(`${zone} changes no clocks.`);
  return change.toISOString().slice(0, 10);
}
