import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { adminKey } from '@/api/admin';
import { api, unwrap, unwrapWithEtag } from '@/api/client';
import type { components } from '@/api/schema.gen';
import { addressText } from '@/lib/address';
import { toQuery, type UsersSearch } from './search';

export type AdminUser = components['schemas']['AdminUser'];
export type UserDetail = components['schemas']['AdminUserDetail'];
export interface ReadUser {
  user: UserDetail;
  etag: string | null;
}

export function usersQuery(search: UsersSearch) {
  return queryOptions({
    queryKey: [...adminKey, 'users', search],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/admin/users/', { params: { query: toQuery(search) }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function userQuery(id: string) {
  return queryOptions({
    queryKey: [...adminKey, 'user', id],
    queryFn: async ({ signal }): Promise<ReadUser> => {
      const { data, etag } = await unwrapWithEtag(
        api.GET('/api/admin/users/{uid}/', { params: { path: { uid: id } }, signal }),
      );
      return { user: data, etag };
    },
  });
}

/** "Grace Hopper", or the address of who has said no name. */
export function nameOf({
  first_name,
  last_name,
  email,
}: Pick<AdminUser, 'first_name' | 'last_name' | 'email'>): string {
  return `${first_name} ${last_name}`.trim() || addressText(email);
}
