import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, unwrap, unwrapWithEtag } from './client';
import type { components } from './schema.gen';

export type Permission = components['schemas']['Permission'];
export type OverseenMeeting = components['schemas']['OverseenMeeting'];
export type Standing = components['schemas']['Standing'];

/** Whatever staff sees; a change there makes no list of one's own stale. */
export const adminKey = ['admin'] as const;

/** What I may do in the administration. Who is not staff is told that there is none. */
export const standingQuery = queryOptions({
  queryKey: [...adminKey, 'me'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/admin/me/', { signal })),
  staleTime: 60_000,
});

/** Below `/admin`, whose loader has read it. */
export function useStanding(): Standing & { may: (permission: Permission) => boolean } {
  const { data } = useSuspenseQuery(standingQuery);
  return { ...data, may: (permission) => data.permissions.includes(permission) };
}

/** A meeting of anybody, with its mails and the `ETag` that an edit of it sends back. */
export function anyMeetingQuery(id: string) {
  return queryOptions({
    queryKey: [...adminKey, 'meeting', id],
    queryFn: ({ signal }) => readAnyMeeting(id, signal),
  });
}

export async function readAnyMeeting(id: string, signal: AbortSignal) {
  const { data, etag } = await unwrapWithEtag(
    api.GET('/api/admin/meetings/{id}/', { params: { path: { id } }, signal }),
  );
  return { meeting: data, etag };
}
