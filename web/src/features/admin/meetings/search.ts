import type { paths } from '@/api/schema.gen';
import { dayIn, given, laterPage, oneOf, words } from '@/lib/url-search';

export const PAGE_SIZE = 50;
export const ORDERS = {
  '-created_at': 'Newly planned first',
  '-start_time': 'Latest first',
  start_time: 'Earliest first',
  title: 'By title',
} as const;
const STATUSES = ['scheduled', 'completed', 'cancelled'] as const;

export interface AllMeetingsSearch {
  q?: string | undefined;
  status?: (typeof STATUSES)[number] | undefined;
  organiser?: string | undefined;
  start_from?: string | undefined;
  start_to?: string | undefined;
  created_from?: string | undefined;
  created_to?: string | undefined;
  order?: keyof typeof ORDERS | undefined;
  page?: number | undefined;
}

export function allMeetingsSearch(raw: Record<string, unknown>): AllMeetingsSearch {
  const order = oneOf(Object.keys(ORDERS) as (keyof typeof ORDERS)[], raw.order);
  return {
    q: words(raw.q),
    status: oneOf(STATUSES, raw.status),
    organiser: words(raw.organiser),
    start_from: dayIn(raw.start_from),
    start_to: dayIn(raw.start_to),
    created_from: dayIn(raw.created_from),
    created_to: dayIn(raw.created_to),
    order: order === '-created_at' ? undefined : order,
    page: laterPage(raw.page),
  };
}

export function toQuery({
  q,
  order,
  ...rest
}: AllMeetingsSearch): NonNullable<paths['/api/admin/meetings/']['get']['parameters']['query']> {
  return {
    ...given(rest),
    ...(q && { search: q }),
    ordering: order ?? '-created_at',
    page_size: PAGE_SIZE,
  };
}
