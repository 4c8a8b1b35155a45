import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { adminKey } from '@/api/admin';
import { api, unwrap } from '@/api/client';
import { type AllMeetingsSearch, toQuery } from './search';

export function allMeetingsQuery(search: AllMeetingsSearch) {
  return queryOptions({
    queryKey: [...adminKey, 'meetings', search],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/admin/meetings/', { params: { query: toQuery(search) }, signal })),
    placeholderData: keepPreviousData,
  });
}
