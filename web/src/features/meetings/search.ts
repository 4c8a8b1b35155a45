import type { MeetingFilters } from '@/api/meetings';
import { addDays, dayOf } from '@/lib/time';
import { dayIn, laterPage, oneOf, words } from '@/lib/url-search';

/** One page of the list; small enough to draw at once. */
export const PAGE_SIZE = 50;

export const ORDERS = {
  '-start_time': 'Latest first',
  start_time: 'Earliest first',
  title: 'By title',
  '-created_at': 'Newly planned first',
} as const;

const STATUSES = ['scheduled', 'completed', 'cancelled'] as const;
const ROLES = ['organiser', 'participant'] as const;
const ANSWERS = ['pending', 'accepted', 'tentative', 'declined'] as const;

type Order = keyof typeof ORDERS;
const DEFAULT_ORDER: Order = '-start_time';

/** The list's filters, as they stand in the address; absent is "any". */
export interface MeetingsSearch {
  q?: string | undefined;
  status?: (typeof STATUSES)[number] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  role?: (typeof ROLES)[number] | undefined;
  answer?: (typeof ANSWERS)[number] | undefined;
  order?: Order | undefined;
  page?: number | undefined;
}

/** Takes what it understands of an address that anybody may have typed; what is left out would stay. */
export function meetingsSearch(raw: Record<string, unknown>): MeetingsSearch {
  const order = oneOf(Object.keys(ORDERS) as Order[], raw.order);
  return {
    q: words(raw.q),
    status: oneOf(STATUSES, raw.status),
    from: dayIn(raw.from),
    to: dayIn(raw.to),
    role: oneOf(ROLES, raw.role),
    answer: oneOf(ANSWERS, raw.answer),
    order: order === DEFAULT_ORDER ? undefined : order,
    page: laterPage(raw.page),
  };
}

export function orderOf({ order }: MeetingsSearch): Order {
  return order ?? DEFAULT_ORDER;
}

/** What the server is asked for. */
export function toFilters(search: MeetingsSearch): MeetingFilters {
  const { q, status, from, to, role, answer, page } = search;
  return {
    ...(q && { search: q }),
    ...(status && { status }),
    ...(from && { from_date: from }),
    ...(to && { to_date: to }),
    ...(role && { role }),
    ...(answer && { my_status: answer }),
    ordering: orderOf(search),
    ...(page && { page }),
    page_size: PAGE_SIZE,
  };
}

/** Another choice starts at the first page again; `undefined` takes a filter away. */
export function withChange(search: MeetingsSearch, change: MeetingsSearch): MeetingsSearch {
  return meetingsSearch({ ...search, page: undefined, ...change });
}

/** What narrows the list, apart from the words searched for; for the button on phones. */
export function countFilters({ status, from, to, role, answer }: MeetingsSearch): number {
  return [status, from, to, role, answer].filter(Boolean).length;
}

export function isFiltered(search: MeetingsSearch): boolean {
  return search.q !== undefined || countFilters(search) > 0;
}

/** The looks at the list that are wanted most. */
export function presets(now: Date, zone: string): { label: string; search: MeetingsSearch }[] {
  const today = dayOf(now, zone);
  return [
    { label: 'All', search: {} },
    { label: 'Coming', search: { status: 'scheduled', from: today, order: 'start_time' } },
    { label: 'Waiting for me', search: { status: 'scheduled', from: today, answer: 'pending' } },
    { label: 'Past', search: { to: addDays(today, -1) } },
  ];
}

export function isSameSearch(a: MeetingsSearch, b: MeetingsSearch): boolean {
  const text = (search: MeetingsSearch) =>
    JSON.stringify(meetingsSearch({ ...search, page: undefined }));
  return text(a) === text(b);
}
