import { queryOptions } from '@tanstack/react-query';
import { meetingsQuery } from '@/api/meetings';
import { addDays } from '@/lib/time';

/** What a dashboard shows of one list. */
const SHOWN = 5;
/** One page of the coming week; more than the server gives at once is not a week one can keep. */
const WEEK_PAGE = 500;

export function nextMeetingsQuery(today: string) {
  return queryOptions({
    ...meetingsQuery({ status: 'scheduled', from_date: today, page_size: SHOWN * 4 }),
    select: ({ results }) =>
      results.filter(({ my_status }) => my_status !== 'declined').slice(0, SHOWN),
  });
}

/** Invitations to what is not over yet; `count` says how many more there are. */
export function invitationsQuery(today: string) {
  return meetingsQuery({
    status: 'scheduled',
    my_status: 'pending',
    from_date: today,
    page_size: SHOWN,
  });
}

/** All that I may attend in the seven days from today. */
export function weekQuery(today: string) {
  return meetingsQuery({
    status: 'scheduled',
    from_date: today,
    to_date: addDays(today, 6),
    page_size: WEEK_PAGE,
  });
}
