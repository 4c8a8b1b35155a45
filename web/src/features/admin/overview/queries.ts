import { queryOptions } from '@tanstack/react-query';
import { adminKey } from '@/api/admin';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema.gen';

export type Overview = components['schemas']['Overview'];

const AGAIN_MS = 60_000;
const WEEK_SECONDS = 7 * 24 * 3600;

export const overviewQuery = queryOptions({
  queryKey: [...adminKey, 'overview'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/admin/overview/', { signal })),
  refetchInterval: AGAIN_MS,
});

/** Whether the instance is older than a week, as far as the figures tell. */
export function isEstablished({ users, server }: Pick<Overview, 'users' | 'server'>): boolean {
  return users.total > users.new_in_7_days || server.uptime_seconds > WEEK_SECONDS;
}
