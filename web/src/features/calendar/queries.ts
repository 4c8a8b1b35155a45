import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { type MeetingListItem, meetingKeys } from '@/api/meetings';
import { addDays } from '@/lib/time';
import type { Days } from './place';

const PAGE_SIZE = 500;

/**
 * All meetings of the shown days, all pages. A day more at both ends: the server reads days in the
 * account's zone, which may be another than the one that the viewer reads in.
 */
export function calendarQuery({ first, last }: Days) {
  const filters = {
    from_date: addDays(first, -1),
    to_date: addDays(last, 1),
    page_size: PAGE_SIZE,
  };
  return queryOptions({
    queryKey: [...meetingKeys.lists, 'calendar', filters] as const,
    queryFn: async ({ signal }) => {
      const results: MeetingListItem[] = [];
      for (let page = 1; ; page += 1) {
        const answer = await unwrap(
          api.GET('/api/meetings/', { params: { query: { ...filters, page } }, signal }),
        );
        results.push(...answer.results);
        if (answer.next === null) return { results };
      }
    },
    placeholderData: keepPreviousData,
  });
}
