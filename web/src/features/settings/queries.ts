import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { meetingsQuery } from '@/api/meetings';
import type { components } from '@/api/schema.gen';

export type Session = components['schemas']['Session'];

/** Where I am logged in, the last used first. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/auth/sessions/', { signal })),
});

const SHOWN = 5;

export type Ahead = components['schemas']['MeetingListItemPage'];

/** What is still to come, of my own or of others: the first few, and how many. */
export function aheadQuery(role: 'organiser' | 'participant') {
  return meetingsQuery({ role, status: 'scheduled', page_size: SHOWN });
}

const LOOK_EVERY_MS = 2_000;

/** How far the deletion of my account is; null where it was not asked for. */
export const deletionQuery = queryOptions({
  queryKey: ['deletion'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/auth/me/deletion/', { signal })),
  refetchInterval: ({ state }) => (state.data?.deletion ? LOOK_EVERY_MS : false),
});
