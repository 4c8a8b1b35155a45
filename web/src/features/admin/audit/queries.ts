import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { adminKey } from '@/api/admin';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema.gen';
import { type AuditSearch, PAGE_SIZE, toFilter } from './search';

export type AuditEntry = components['schemas']['AuditEntry'];

export function auditQuery(search: AuditSearch) {
  return queryOptions({
    queryKey: [...adminKey, 'audit', search],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/admin/audit/', {
          params: {
            query: { ...toFilter(search), page: search.page ?? 1, page_size: PAGE_SIZE },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** All that the list has; it needs the access token, which a plain link has not. */
export async function fetchExport(search: AuditSearch, format: 'csv' | 'jsonl'): Promise<Blob> {
  return unwrap(
    api.GET('/api/admin/audit/export/', {
      params: { query: { ...toFilter(search), format } },
      parseAs: 'blob',
    }) as Promise<{ data?: Blob; response: Response }>,
  );
}
