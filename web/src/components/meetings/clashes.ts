import type { MeetingListItem } from '@/api/meetings';
import { overlaps } from '@/lib/time';

export interface ClashPair {
  first: MeetingListItem;
  second: MeetingListItem;
}

/**
 * Pairs of my meetings that overlap, earliest first. Who declined is free; who has not answered may
 * come. Half-open, as the server sees it.
 */
export function findClashes(meetings: MeetingListItem[]): ClashPair[] {
  const busy = meetings
    .filter(({ status, my_status }) => status === 'scheduled' && my_status !== 'declined')
    .toSorted((a, b) => Date.parse(a.start_time) - Date.parse(b.start_time));
  return busy.flatMap((first, index) => {
    const rest = busy.slice(index + 1);
    const end = rest.findIndex((second) => !overlaps(first, second));
    return rest.slice(0, end < 0 ? rest.length : end).map((second) => ({ first, second }));
  });
}
