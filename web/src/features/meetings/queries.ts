import { type QueryKey, queryOptions } from '@tanstack/react-query';
import { anyMeetingQuery, readAnyMeeting } from '@/api/admin';
import { api, unwrap } from '@/api/client';
import { type Meeting, meetingKeys, readMeeting } from '@/api/meetings';
import type { components } from '@/api/schema.gen';

/** A meeting that was read with its `ETag`: nobody else's change is overwritten. */
export interface ReadMeeting {
  meeting: Meeting;
  etag: string | null;
}

/** The meeting to edit: one's own, or `asStaff` anybody's. */
export function editedQuery(id: string, asStaff: boolean) {
  return queryOptions<ReadMeeting, Error, ReadMeeting, QueryKey>({
    queryKey: asStaff ? anyMeetingQuery(id).queryKey : meetingKeys.detail(id),
    queryFn: ({ signal }) => (asStaff ? readAnyMeeting : readMeeting)(id, signal),
  });
}

export type Notification = components['schemas']['Notification'];

export const notificationsKey = (id: string) => [...meetingKeys.all, 'mails', id] as const;

const MAILS_SHOWN = 100;
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
