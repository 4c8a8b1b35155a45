import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, unwrap } from '@/api/client';
import { useUser } from '@/api/me';
import {
  findMe,
  invalidateMeetings,
  type MeetingListItem,
  meetingKeys,
  type ParticipantStatus,
  type ReadMeeting,
  readMeeting,
} from '@/api/meetings';
import { describe, Problem } from '@/api/problem';
import type { components } from '@/api/schema.gen';
import { useToast } from '@/components/ui/toast';

type Page = components['schemas']['MeetingListItemPage'];
type Counts = components['schemas']['MeetingCounts'];

export interface Answer {
  meetingId: string;
  title: string;
  status: ParticipantStatus;
  /** The answer before, for undo. */
  before: ParticipantStatus;
  /** The revision that was shown. */
  sequence: number;
  /** Takes an answer back, with the note that the one before came with. */
  undoes?: boolean;
}

const WORDS: Record<ParticipantStatus, string> = {
  accepted: 'You answered Yes to',
  tentative: 'You answered Maybe to',
  declined: 'You answered No to',
  pending: 'You have not answered',
};

/** A refused answer; where the meeting was moved, its new times are read and shown. */
function refused(error: unknown, title: string): string {
  return Problem.from(error).code === 'reply_outdated'
    ? `“${title}” was moved. Look at its new time and answer again.`
    : describe(error);
}

/**
 * My answer to a meeting: shown at once everywhere, taken back if the server refuses, and for ten
 * seconds by "Undo". All that is read of meetings is then read again.
 */
export function useAnswer(): (answer: Answer) => void {
  const client = useQueryClient();
  const me = useUser();
  const toast = useToast();
  // The notes that an answer cleared, by meeting.
  const notes = useRef(new Map<string, string>());
  const { mutate } = useMutation({
    // One after the other: an undo may not overtake the answer that it undoes.
    scope: { id: 'answer' },
    mutationKey: ['answer'],
    mutationFn: async ({ meetingId, status, sequence, undoes }: Answer) => {
      // Read beside the cache, where the next answer would cancel it.
      const { meeting } =
        client.getQueryData<ReadMeeting>(meetingKeys.detail(meetingId)) ??
        (await readMeeting(meetingId));
      const participant = findMe(meeting, me);
      if (participant === undefined) throw new Error('Only who is invited can answer.');
      const note = undoes ? notes.current.get(meetingId) : undefined;
      if (!undoes) notes.current.set(meetingId, participant.note);
      return unwrap(
        api.PATCH('/api/meetings/{id}/participants/{pid}/status/', {
          params: { path: { id: meetingId, pid: participant.id } },
          body: {
            status,
            sequence,
            ...(note ? { note } : {}),
          },
        }),
      );
    },
    onMutate: async (answer) => {
      await client.cancelQueries({ queryKey: meetingKeys.all });
      const before = client.getQueriesData({ queryKey: meetingKeys.all });
      show(answer);
      return { before };
    },
    onError: (error, answer, context) => {
      for (const [key, data] of context?.before ?? []) client.setQueryData(key, data);
      toast({ text: refused(error, answer.title), tone: 'no' });
    },
    // Only after the last, else what the server said of an earlier one would show for a moment.
    onSettled: () => {
      if (client.isMutating({ mutationKey: ['answer'] }) === 1) return invalidateMeetings(client);
    },
  });

  /** Writes the answer into what was read already. */
  function show({ meetingId, status, before }: Answer) {
    client.setQueriesData<Page>({ queryKey: meetingKeys.lists }, (page) =>
      page?.results ? { ...page, results: page.results.map(answered) } : page,
    );
    function answered(item: MeetingListItem): MeetingListItem {
      if (item.id !== meetingId) return item;
      const more = Number(item.my_status === 'pending') - Number(status === 'pending');
      return { ...item, my_status: status, answered_count: item.answered_count + more };
    }
    client.setQueryData<ReadMeeting>(meetingKeys.detail(meetingId), (detail) => {
      if (!detail) return detail;
      const mine = findMe(detail.meeting, me)?.id;
      const participants = detail.meeting.participants.map((participant) =>
        participant.id === mine ? { ...participant, status } : participant,
      );
      return { ...detail, meeting: { ...detail.meeting, participants } };
    });
    const change = Number(status === 'pending') - Number(before === 'pending');
    client.setQueryData<Counts>(
      meetingKeys.summary,
      (counts) =>
        counts && {
          ...counts,
          awaiting_my_answer: Math.max(counts.awaiting_my_answer + change, 0),
        },
    );
  }

  return function answer(given: Answer) {
    if (given.status === given.before) return;
    mutate(given);
    toast({
      text: `${WORDS[given.status]} “${given.title}”`,
      undo: () =>
        mutate({
          ...given,
          status: given.before,
          before: given.status,
          undoes: true,
        }),
    });
  };
}
