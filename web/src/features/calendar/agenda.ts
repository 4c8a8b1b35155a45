import type { MeetingListItem } from '@/api/meetings';
import { addDays, clampText, dayOf } from '@/lib/time';
import type { Days } from './place';

export interface AgendaDay {
  day: string;
  meetings: MeetingListItem[];
}

/**
 * The days that have meetings, in order. One that lasts over midnight is under each of its days,
 * as in the grid; one that ends at midnight is not in the next day.
 */
export function groupByDay(meetings: MeetingListItem[], days: Days, zone: string): AgendaDay[] {
  const groups = new Map<string, MeetingListItem[]>();
  const sorted = meetings.toSorted((a, b) => Date.parse(a.start_time) - Date.parse(b.start_time));
  for (const meeting of sorted) {
    const lastMoment = new Date(Date.parse(meeting.end_time) - 1);
    const start = dayOf(meeting.start_time, zone);
    const end = dayOf(lastMoment, zone);
    const from = clampText(start, days.first, days.last);
    const to = clampText(end, days.first, days.last);
    if (end < days.first || start > days.last) continue;
    for (let day = from; day <= to; day = addDays(day, 1))
      if (groups.get(day)?.push(meeting) === undefined) groups.set(day, [meeting]);
  }
  return [...groups]
    .map(([day, of]) => ({ day, meetings: of }))
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
}
