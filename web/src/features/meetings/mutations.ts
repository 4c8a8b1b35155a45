import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { adminKey } from '@/api/admin';
import { api, idempotency, ifMatch, unwrap, unwrapWithEtag } from '@/api/client';
import {
  invalidateMeetings,
  type Meeting,
  meetingKeys,
  type Participant,
  type ParticipantStatus,
  type ReadMeeting,
} from '@/api/meetings';
import { Problem } from '@/api/problem';
import type { components } from '@/api/schema.gen';
import type { MeetingChange, NewMeeting } from './form';
import { notificationsKey } from './queries';

function remember(client: QueryClient, { data, etag }: { data: Meeting; etag: string | null }) {
  client.setQueryData<ReadMeeting>(meetingKeys.detail(data.id), { meeting: data, etag });
}

/** A new meeting is in the lists, in the counts, and in people's time. */
export function usePlanMeeting() {
  const client = useQueryClient();
  const [keyFor] = useState(idempotency);
  return useMutation({
    mutationFn: (body: NewMeeting) =>
      unwrapWithEtag(api.POST('/api/meetings/', { body, params: { header: keyFor(body) } })),
    onSuccess: (answer) => {
      remember(client, answer);
      void invalidateMeetings(client);
    },
  });
}

/** Makes everything stale that shows the meeting or whether somebody is busy. */
export function useChangeMeeting(asStaff = false) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ meeting, etag, change }: ReadMeeting & { change: MeetingChange }) =>
      unwrapWithEtag(
        api.PATCH(asStaff ? '/api/admin/meetings/{id}/' : '/api/meetings/{id}/', {
          params: { path: { id: meeting.id }, header: ifMatch(etag) },
          body: change,
        }),
      ),
    onSuccess: (answer) => {
      if (asStaff) void client.invalidateQueries({ queryKey: adminKey });
      else remember(client, answer);
      void invalidateMeetings(client);
    },
  });
}

/** As after a change; a stale one is read again, since who would be told may have changed. */
export function useCancelMeeting() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ meeting, etag }: ReadMeeting) =>
      unwrapWithEtag(
        api.POST('/api/meetings/{id}/cancel/', {
          params: { path: { id: meeting.id }, header: ifMatch(etag) },
        }),
      ),
    onSuccess: (answer) => remember(client, answer),
    onSettled: () => invalidateMeetings(client),
  });
}

/** Leaves its page first (`onGone`), which would ask for what is gone. */
export function useDeleteMeeting(onGone: () => Promise<void>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ meeting, etag }: ReadMeeting) =>
      unwrap(
        api.DELETE('/api/meetings/{id}/', {
          params: { path: { id: meeting.id }, header: ifMatch(etag) },
        }),
      ),
    onSuccess: async (_, { meeting }) => {
      await onGone();
      client.removeQueries({ queryKey: meetingKeys.detail(meeting.id) });
      await invalidateMeetings(client);
    },
    onError: (error) => {
      if (Problem.from(error).code === 'stale') void invalidateMeetings(client);
    },
  });
}

/** My answer as it is, with other words. */
export function useSayNote({ id: meetingId, sequence }: Meeting) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ mine, note }: { mine: Participant; note: string }) =>
      unwrap(
        api.PATCH('/api/meetings/{id}/participants/{pid}/status/', {
          params: { path: { id: meetingId, pid: mine.id } },
          body: { status: mine.status, note, sequence },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: meetingKeys.detail(meetingId) }),
  });
}

/** After a change of who takes part: the meeting, the lists' counts of people, who is busy, what staff sees. */
async function invalidatePeople(client: QueryClient, asStaff: boolean): Promise<void> {
  if (asStaff) await client.invalidateQueries({ queryKey: adminKey });
  await invalidateMeetings(client);
}

/** To one's own meeting, or `asStaff` to anybody's by the rules of its organiser. */
export function useInvite(meetingId: string, asStaff = false) {
  const client = useQueryClient();
  const [keyFor] = useState(idempotency);
  const path = asStaff
    ? '/api/admin/meetings/{id}/participants/'
    : '/api/meetings/{id}/participants/';
  return useMutation({
    mutationFn: (body: components['schemas']['Invitation']) =>
      unwrap(api.POST(path, { params: { path: { id: meetingId }, header: keyFor(body) }, body })),
    onSettled: () => invalidatePeople(client, asStaff),
  });
}

/** Staff answers for somebody; the organiser is told. */
export function useAnswerFor(meetingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ pid, status }: { pid: number; status: ParticipantStatus }) =>
      unwrap(
        api.PATCH('/api/admin/meetings/{id}/participants/{pid}/', {
          params: { path: { id: meetingId, pid } },
          body: { status },
        }),
      ),
    onSettled: () => invalidatePeople(client, true),
  });
}

/** Lets somebody edit the meeting as I do, or takes that back; it is in the history. */
export function useNameCoOrganiser(meetingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ pid, is }: { pid: number; is: boolean }) =>
      unwrap(
        api.PATCH('/api/meetings/{id}/participants/{pid}/', {
          params: { path: { id: meetingId, pid } },
          body: { is_co_organiser: is },
        }),
      ),
    onSettled: () => invalidateMeetings(client),
  });
}

/** The name is in the detail, and in lists of people. */
export function useRenameParticipant(meetingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ pid, name }: { pid: number; name: string }) =>
      unwrap(
        api.PATCH('/api/meetings/{id}/participants/{pid}/', {
          params: { path: { id: meetingId, pid } },
          body: { name },
        }),
      ),
    onSuccess: () => invalidateMeetings(client),
  });
}

/** Asks another user to organise it; nothing changes before that user accepts. */
export function useOfferTransfer() {
  const client = useQueryClient();
  // To offer it again is another offer.
  return useMutation({
    mutationFn: ({ meeting, etag, email }: ReadMeeting & { email: string }) =>
      unwrap(
        api.POST('/api/meetings/{id}/hand-over/', {
          params: { path: { id: meeting.id }, header: ifMatch(etag) },
          body: { email },
        }),
      ),
    onSettled: () => invalidateMeetings(client),
  });
}

/** Withdraws or declines the open offer; `onGone` leaves the page, which the offer alone had opened. */
export function useEndTransfer(meetingId: string, onGone?: () => Promise<void>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (how: 'withdraw' | 'decline') => {
      const params = { path: { id: meetingId } };
      return unwrap(
        how === 'withdraw'
          ? api.DELETE('/api/meetings/{id}/hand-over/', { params })
          : api.POST('/api/meetings/{id}/hand-over/decline/', { params }),
      );
    },
    onSuccess: async () => {
      await onGone?.();
      if (onGone) client.removeQueries({ queryKey: meetingKeys.detail(meetingId) });
    },
    onSettled: () => invalidateMeetings(client),
  });
}

/** I organise it from now on. */
export function useAcceptTransfer(meetingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keep_co_organisers: boolean) =>
      unwrapWithEtag(
        api.POST('/api/meetings/{id}/hand-over/accept/', {
          params: { path: { id: meetingId } },
          body: { keep_co_organisers },
        }),
      ),
    onSuccess: (answer) => remember(client, answer),
    onSettled: () => invalidateMeetings(client),
  });
}

/** Who takes themselves out may not see the meeting any more: `onGone` leaves its page. */
export function useRemoveParticipant(
  meetingId: string,
  { onGone, asStaff = false }: { onGone?: () => Promise<void>; asStaff?: boolean } = {},
) {
  const client = useQueryClient();
  const path = asStaff
    ? '/api/admin/meetings/{id}/participants/{pid}/'
    : '/api/meetings/{id}/participants/{pid}/';
  return useMutation({
    mutationFn: (pid: number) =>
      unwrap(api.DELETE(path, { params: { path: { id: meetingId, pid } } })),
    onSuccess: async () => {
      await onGone?.();
      if (onGone) client.removeQueries({ queryKey: meetingKeys.detail(meetingId) });
      await invalidatePeople(client, asStaff);
    },
  });
}

/** Only the log of mails changes. Without a key: to ask again is to send again. */
export function useNotify(meetingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (type: 'reminder' | 'update') =>
      unwrap(
        api.POST('/api/meetings/{id}/notify/', {
          params: { path: { id: meetingId } },
          body: { type },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: notificationsKey(meetingId) }),
  });
}

/** Only the log of mails changes. */
export function useResend(meetingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (nid: number) =>
      unwrap(
        api.POST('/api/meetings/{id}/notifications/{nid}/resend/', {
          params: { path: { id: meetingId, nid } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: notificationsKey(meetingId) }),
  });
}

/** The secret link by which a guest answers; a renewed one makes the earlier dead. Nothing is stale. */
export function useAnswerLink(meetingId: string) {
  return useMutation({
    mutationFn: async ({ pid, renew }: { pid: number; renew: boolean }) => {
      const params = { path: { id: meetingId, pid } };
      const path = '/api/meetings/{id}/participants/{pid}/answer-link/' as const;
      const call = renew ? api.POST(path, { params }) : api.GET(path, { params });
      return (await unwrap(call)).url;
    },
  });
}

/** The calendar file; it needs the access token, which a plain link has not. */
export async function fetchIcs(meetingId: string): Promise<Blob> {
  return unwrap(
    api.GET('/api/meetings/{id}/export-ics/', {
      params: { path: { id: meetingId } },
      parseAs: 'blob',
    }) as Promise<{ data?: Blob; response: Response }>,
  );
}
