import { queryOptions } from '@tanstack/react-query';
import { adminKey } from '@/api/admin';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema.gen';

export type Overview = components['schemas']['Overview'];

const AGAIN_MS = 60_000;

export const overviewQuery = queryOptions({
  queryKey: [...adminKey, 'overview'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/admin/overview/', { signal })),
  refetchInterval: AGAIN_MS,
});
