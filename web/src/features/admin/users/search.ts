import type { paths } from '@/api/schema.gen';
import { dayIn, flag, given, laterPage, oneOf, words } from '@/lib/url-search';

export const PAGE_SIZE = 50;
export const ORDERS = {
  email: 'By address',
  '-email': 'By address, from the last',
  '-date_joined': 'The newest first',
  date_joined: 'The oldest first',
} as const;
type Order = keyof typeof ORDERS;

export interface UsersSearch {
  q?: string | undefined;
  active?: boolean | undefined;
  staff?: boolean | undefined;
  verified?: boolean | undefined;
  role?: string | undefined;
  joined_from?: string | undefined;
  joined_to?: string | undefined;
  order?: Order | undefined;
  page?: number | undefined;
}

export function usersSearch(raw: Record<string, unknown>): UsersSearch {
  const order = oneOf(Object.keys(ORDERS) as Order[], raw.order);
  return {
    q: words(raw.q),
    active: flag(raw.active),
    staff: flag(raw.staff),
    verified: flag(raw.verified),
    role: words(raw.role),
    joined_from: dayIn(raw.joined_from),
    joined_to: dayIn(raw.joined_to),
    order: order === 'email' ? undefined : order,
    page: laterPage(raw.page),
  };
}

type Query = NonNullable<paths['/api/admin/users/']['get']['parameters']['query']>;

export function toQuery({ q, active, staff, verified, order, ...rest }: UsersSearch): Query {
  const asked = {
    ...rest,
    search: q,
    is_active: active,
    is_staff: staff,
    is_verified: verified,
    ordering: order,
    page_size: PAGE_SIZE,
  };
  return given(asked);
}
