import type { MeetingListItem } from '@/api/meetings';
import {
  addMinutes,
  endOfDay,
  formatLongDay,
  overlaps,
  startOfDay,
  toInstant,
  toRfc3339,
  zoneCity,
} from '@/lib/time';
import type { Shape } from './place';
import { type Cursor, STEP_MINUTES } from './use-cursor';

const MOST_TITLES = 3;

/** "Tuesday 3 November 2026, 14:00 Berlin: Budget", of a month's cell without the time. */
export function spokenCell(
  cursor: Cursor,
  shape: Shape,
  meetings: MeetingListItem[],
  zone: string,
): string {
  const { day, time } = cursor;
  const inMonth = shape === 'month';
  const from = inMonth ? startOfDay(day, zone) : toInstant(cursor, zone);
  const to = inMonth ? endOfDay(day, zone) : addMinutes(from, STEP_MINUTES);
  const span = { start_time: toRfc3339(from), end_time: toRfc3339(to) };
  const titles = meetings.filter((meeting) => overlaps(meeting, span)).map(({ title }) => title);
  const what = titles.slice(0, MOST_TITLES).join(', ') || 'nothing planned';
  const more = titles.length > MOST_TITLES ? ` and ${titles.length - MOST_TITLES} more` : '';
  const when = inMonth ? '' : `, ${time} ${zoneCity(zone)}`;
  return `${formatLongDay(day)}${when}: ${what}${more}`;
}
