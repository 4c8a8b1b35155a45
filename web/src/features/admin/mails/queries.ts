import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { adminKey } from '@/api/admin';
import { api, unwrap } from '@/api/client';
import { type MailsSearch, toQuery } from './search';

const AGAIN_MS = 15_000;

/** The queue moves by itself. */
export function mailsQuery(search: MailsSearch) {
  return queryOptions({
    queryKey: [...adminKey, 'mails', search],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/admin/notifications/', { params: { query: toQuery(search) }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
}

export function mailQuery(id: number) {
  return queryOptions({
    queryKey: [...adminKey, 'mail', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/admin/notifications/{nid}/', { params: { path: { nid: id } }, signal })),
    refetchInterval: ({ state }) =>
      ['queued', 'sending', 'deferred'].includes(state.data?.state ?? '') && AGAIN_MS,
  });
}
