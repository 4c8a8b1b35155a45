import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, idempotency, ifMatch, unwrap, unwrapWithEtag } from '@/api/client';
import { useUser } from '@/api/me';
import {
  invalidateMeetings,
  type Meeting,
  type MeetingListItem,
  meetingKeys,
} from '@/api/meetings';
import { describe, Problem } from '@/api/problem';
import { useToast } from '@/components/ui/toast';
import type { Invitee } from '@/lib/people';
import { dayOf, minutesBetween, zoneCity } from '@/lib/time';
import { spanLabel } from './drag';
import type { Span } from './wall';

interface Move {
  meeting: Meeting;
  span: Span;
  etag: string | null;
  undoes?: boolean;
}

/**
 * Other times for a meeting: shown at once, put back if the server refuses. `If-Match` keeps it
 * from undoing what somebody else changed meanwhile. Makes all that was read of meetings stale.
 */
export function useMoveMeeting(zone: string): (move: Move) => void {
  const client = useQueryClient();
  const me = useUser();
  const toast = useToast();
  const { mutate } = useMutation({
    scope: { id: 'move' },
    mutationFn: ({ meeting: { id }, span, etag }: Move) =>
      unwrapWithEtag(
        api.PATCH('/api/meetings/{id}/', {
          params: { path: { id }, header: ifMatch(etag) },
          body: span,
        }),
      ),
    onMutate: async ({ meeting, span }) => {
      await client.cancelQueries({ queryKey: meetingKeys.lists });
      const before = client.getQueriesData({ queryKey: meetingKeys.lists });
      const moved = {
        ...span,
        duration_minutes: minutesBetween(span.start_time, span.end_time),
      };
      client.setQueriesData<{ results?: MeetingListItem[] }>(
        { queryKey: meetingKeys.lists },
        (page) =>
          page?.results && {
            ...page,
            results: page.results.map((item) =>
              item.id === meeting.id ? { ...item, ...moved } : item,
            ),
          },
      );
      return { before };
    },
    onSuccess: ({ data, etag }, { meeting, undoes }) => {
      if (undoes) return toast({ text: `“${meeting.title}” is back where it was.` });
      const { start_time, end_time } = meeting;
      toast({
        text: movedText(data, me.email, zone),
        undo: () => mutate({ meeting: data, span: { start_time, end_time }, etag, undoes: true }),
      });
    },
    onError: (error, { meeting }, context) => {
      for (const [key, data] of context?.before ?? []) client.setQueryData(key, data);
      const text =
        Problem.from(error).code === 'stale'
          ? `Somebody else changed “${meeting.title}” in the meantime. It is shown as it is now; move it again if that still fits.`
          : `“${meeting.title}” stays where it was. ${reason(error)}`;
      toast({ tone: 'no', text });
    },
    onSettled: () => invalidateMeetings(client),
  });
  return mutate;
}

/** "Moved to Thu 5 Nov 10:00–10:45 (45 min) Berlin. 2 people get a mail and are asked again." */
export function movedText(meeting: Meeting, myEmail: string, zone: string): string {
  const today = dayOf(new Date(), zone);
  const told = meeting.participants.filter(
    ({ email }) => email.toLowerCase() !== myEmail.toLowerCase(),
  ).length;
  const mail =
    told === 0
      ? 'Nobody is mailed.'
      : `${told === 1 ? '1 person gets a mail and is' : `${told} people get a mail and are`} asked again.`;
  return `Moved to ${spanLabel(meeting, zone, today)} ${zoneCity(zone)}. ${mail}`;
}

/** The field's own sentence where there is one: "Start time must not be in the past." */
function reason(error: unknown): string {
  return Object.values(Problem.from(error).errors).flat()[0] ?? describe(error);
}

export interface NewMeeting extends Span {
  title: string;
  people: Invitee[];
}

/** Plans a meeting in the viewer's zone; undo deletes it again. */
export function useQuickCreate(zone: string) {
  const client = useQueryClient();
  const toast = useToast();
  const key = useRef(idempotency());
  return useMutation({
    mutationFn: ({ people, ...rest }: NewMeeting) => {
      const body = {
        ...rest,
        time_zone: zone,
        participants: people,
      };
      return unwrap(api.POST('/api/meetings/', { params: { header: key.current(body) }, body }));
    },
    onSuccess: (meeting) => {
      const invited = meeting.participants.length;
      const mail =
        invited === 0
          ? 'Nobody is mailed.'
          : `${invited === 1 ? '1 person is' : `${invited} people are`} invited by mail.`;
      toast({
        text: `“${meeting.title}” is planned. ${mail}`,
        undo: async () => {
          try {
            await unwrap(
              api.DELETE('/api/meetings/{id}/', { params: { path: { id: meeting.id } } }),
            );
            toast({ text: `“${meeting.title}” is deleted again.` });
          } catch (error) {
            toast({ tone: 'no', text: describe(error) });
          }
          await invalidateMeetings(client);
        },
      });
    },
    onSettled: () => invalidateMeetings(client),
  });
}
