import { addDays, toInstant, toWall } from '@/lib/time';
import type { Days } from './place';

export interface ClockReading {
  /** The first of the days on which the second zone's clocks show it. */
  from: string;
  time: string;
}

/**
 * What the clocks of a second zone show when those of the first show that time: one reading, or
 * more where clocks of either zone change within the days.
 */
export function readingsOf(
  time: string,
  zone: string,
  second: string,
  { first, last }: Days,
): ClockReading[] {
  const readings: ClockReading[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    const shown = toWall(toInstant({ day, time }, zone), second).time;
    if (shown !== readings.at(-1)?.time) readings.push({ from: day, time: shown });
  }
  return readings;
}
