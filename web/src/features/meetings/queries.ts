import { infiniteQueryOptions, type QueryKey, queryOptions } from '@tanstack/react-query';
import { anyMeetingQuery, readAnyMeeting } from '@/api/admin';
import { api, unwrap } from '@/api/client';
import { meetingKeys, type ReadMeeting, readMeeting } from '@/api/meetings';
import type { components } from '@/api/schema.gen';

/** The meeting to edit: one's own, or `asStaff` anybody's. */
export function editedQuery(id: string, asStaff: boolean) {
  return queryOptions<ReadMeeting, Error, ReadMeeting, QueryKey>({
    queryKey: asStaff ? [...anyMeetingQuery(id).queryKey, 'edit'] : meetingKeys.detail(id),
    queryFn: ({ signal }) => (asStaff ? readForStaff(id, signal) : readMeeting(id, signal)),
  });
}

async function readForStaff(id: string, signal: AbortSignal): Promise<ReadMeeting> {
  const { meeting, etag } = await readAnyMeeting(id, signal);
  return { meeting, etag };
}

export type Notification = components['schemas']['Notification'];

export const notificationsKey = (id: string) => [...meetingKeys.all, 'mails', id] as const;

const MAILS_SHOWN = 100;
const HISTORY_SHOWN = 10;
const WHILE_QUEUED_MS = 2000;
const WHILE_DEFERRED_MS = 15_000;

/** What was mailed about a meeting, newest first; read again by itself while a mail is on its way. */
export function notificationsQuery(id: string) {
  return queryOptions({
    queryKey: notificationsKey(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/meetings/{id}/notifications/', {
          params: { path: { id }, query: { page_size: MAILS_SHOWN } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => {
      const states = state.data?.results.map((mail) => mail.state) ?? [];
      if (states.some((one) => one === 'queued' || one === 'sending')) return WHILE_QUEUED_MS;
      return states.includes('deferred') && WHILE_DEFERRED_MS;
    },
  });
}

export type HistoryEntry = components['schemas']['HistoryEntry'];

/** What was done to a meeting, newest first; an organiser's answer to "who moved this?". */
export function historyQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: [...meetingKeys.all, 'history', id],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/meetings/{id}/history/', {
          params: { path: { id }, query: { page: pageParam, page_size: HISTORY_SHOWN } },
          signal,
        }),
      ),
    getNextPageParam: (last, pages) => (last.next === null ? undefined : pages.length + 1),
  });
}
