import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { adminKey } from '@/api/admin';
import { api, unwrap, unwrapWithEtag } from '@/api/client';
import type { components } from '@/api/schema.gen';

export type Role = components['schemas']['Role'];
export const PAGE_SIZE = 50;
/** More roles than any instance has; the server's longest page. */
const ALL = 100;

const rolesKey = [...adminKey, 'roles'] as const;

export function rolesQuery(page = 1) {
  return queryOptions({
    queryKey: [...rolesKey, 'list', page],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/admin/roles/', {
          params: { query: { page, page_size: PAGE_SIZE } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** To choose from. */
export const allRolesQuery = queryOptions({
  queryKey: [...rolesKey, 'all'],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/api/admin/roles/', { params: { query: { page_size: ALL } }, signal })))
      .results,
});

export function roleQuery(id: string) {
  return queryOptions({
    queryKey: [...rolesKey, id],
    queryFn: async ({ signal }) => {
      const { data, etag } = await unwrapWithEtag(
        api.GET('/api/admin/roles/{rid}/', { params: { path: { rid: id } }, signal }),
      );
      return { role: data, etag };
    },
  });
}

/** What staff may do changes with a role: mine too. */
export function invalidateAdmin(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: adminKey });
}
