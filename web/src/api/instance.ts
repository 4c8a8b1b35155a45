import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';

/** What holds here for everybody: who may register, and what is chosen for who chooses nothing. */
export const instanceQuery = queryOptions({
  queryKey: ['instance'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/instance/', { signal })),
  staleTime: 5 * 60_000,
});
