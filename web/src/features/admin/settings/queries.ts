import { queryOptions } from '@tanstack/react-query';
import { adminKey } from '@/api/admin';
import { api, unwrapWithEtag } from '@/api/client';
import type { components } from '@/api/schema.gen';

export type Settings = components['schemas']['Settings'];

export const settingsQuery = queryOptions({
  queryKey: [...adminKey, 'settings'],
  queryFn: async ({ signal }) => {
    const { data, etag } = await unwrapWithEtag(api.GET('/api/admin/settings/', { signal }));
    return { settings: data, etag };
  },
});
