import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { viewerZone } from '@/lib/time';
import { api, unwrap } from './client';
import { rememberUser, takeRestored, type User } from './session';

/** The account that is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const user = takeRestored() ?? (await unwrap(api.GET('/api/auth/me/', { signal })));
    rememberUser(user.id);
    return user;
  },
  staleTime: 5 * 60_000,
});

/** Below `_signed-in`, whose loader has read it. */
export function useUser(): User {
  return useSuspenseQuery(meQuery).data;
}

/** The zone that the reader's times are in. */
export function useViewerZone(): string {
  return viewerZone(useUser());
}
