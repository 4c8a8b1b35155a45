import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, unwrap, unwrapWithEtag } from './client';
import type { components, paths } from './schema.gen';

/*
 * What several features read of meetings. Features do not import each other, so what they share is
 * here, under one root key: `invalidateMeetings` after any change makes all of them true again.
 */

export type Meeting = components['schemas']['Meeting'];
export type MeetingListItem = components['schemas']['MeetingListItem'];
export type Participant = components['schemas']['Participant'];
export type ParticipantStatus = components['schemas']['ParticipantStatus'];
export type MeetingFilters = NonNullable<paths['/api/meetings/']['get']['parameters']['query']>;

/** A meeting that was read with its `ETag`: nobody else's change is overwritten. */
export interface ReadMeeting {
  meeting: Meeting;
  etag: string | null;
}

export const meetingKeys = {
  all: ['meetings'] as const,
  lists: ['meetings', 'list'] as const,
  list: (filters: MeetingFilters) => ['meetings', 'list', filters] as const,
  detail: (id: string) => ['meetings', 'detail', id] as const,
  summary: ['meetings', 'summary'] as const,
};

/** One page of my meetings; the last one stays while another is fetched. */
export function meetingsQuery(filters: MeetingFilters) {
  return queryOptions({
    queryKey: meetingKeys.list(filters),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/meetings/', { params: { query: filters }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** A meeting, with the `ETag` that an edit of it sends back. */
export function meetingQuery(id: string) {
  return queryOptions({
    queryKey: meetingKeys.detail(id),
    queryFn: ({ signal }) => readMeeting(id, signal),
  });
}

export async function readMeeting(
  id: string,
  signal: AbortSignal | null = null,
): Promise<ReadMeeting> {
  const { data, etag } = await unwrapWithEtag(
    api.GET('/api/meetings/{id}/', { params: { path: { id } }, signal }),
  );
  return { meeting: data, etag };
}

/** How many meetings there are of each kind, and how many wait for my answer. */
export const summaryQuery = queryOptions({
  queryKey: meetingKeys.summary,
  queryFn: ({ signal }) => unwrap(api.GET('/api/meetings/summary/', { signal })),
});

export function invalidateMeetings(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: meetingKeys.all });
}

/** Me among the participants: by account, or by address if I was invited before I had one. */
export function findMe(
  meeting: Pick<Meeting, 'participants'>,
  me: { id: string; email: string },
): Participant | undefined {
  return (
    meeting.participants.find(({ user }) => user === me.id) ??
    meeting.participants.find(({ email }) => email.toLowerCase() === me.email.toLowerCase())
  );
}
