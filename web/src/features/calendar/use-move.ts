import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { conflictsQuery } from '@/api/conflicts';
import { type Meeting, type MeetingListItem, meetingQuery } from '@/api/meetings';
import { type Conflicts, describe } from '@/api/problem';
import { useToast } from '@/components/ui/toast';
import { dayOf, endOfDay, startOfDay, toRfc3339 } from '@/lib/time';
import { type BusyPerson, busyIn } from './drag';
import { useMoveMeeting } from './mutations';
import type { Days } from './place';
import type { Span } from './wall';

export interface Drag {
  meeting: MeetingListItem;
  /** Empty until the server has answered. */
  conflicts: Conflicts;
  /** Where it would land now. */
  over: Span;
}

export interface Clashing {
  meeting: Meeting;
  span: Span;
  busy: BusyPerson[];
  save: () => void;
  putBack: () => void;
}

/**
 * A meeting on its way to other times. At its start the server says when its people are busy in
 * the shown days; where it is dropped it is asked again, for that span alone.
 */
export function useMove(zone: string, days: Days) {
  const client = useQueryClient();
  const toast = useToast();
  const move = useMoveMeeting(zone);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [clashing, setClashing] = useState<Clashing | null>(null);
  const detail = useRef<Promise<{ meeting: Meeting; etag: string | null }>>(null);

  function begin(meeting: MeetingListItem) {
    setDrag({ meeting, conflicts: {}, over: meeting });
    const read = client.fetchQuery({ ...meetingQuery(meeting.id), staleTime: 0 });
    detail.current = read;
    const shown = {
      start_time: toRfc3339(startOfDay(days.first, zone)),
      end_time: toRfc3339(endOfDay(days.last, zone)),
    };
    read
      .then((got) =>
        client.fetchQuery(
          conflictsQuery({
            ...shown,
            emails: peopleOf(got.meeting),
            excludeMeetingId: meeting.id,
          }),
        ),
      )
      .then((conflicts) =>
        setDrag((now) => (now?.meeting.id === meeting.id ? { ...now, conflicts } : now)),
      )
      // Without it the lanes are missing; what counts is asked again at the drop.
      .catch(() => undefined);
  }

  function over(span: Span) {
    setDrag((now) =>
      now === null ||
      (now.over.start_time === span.start_time && now.over.end_time === span.end_time)
        ? now
        : { ...now, over: span },
    );
  }

  async function drop(item: MeetingListItem, span: Span, revert: () => void) {
    setDrag(null);
    const refuse = (text: string) => {
      revert();
      toast({ tone: 'no', text });
    };
    if (!item.is_organiser)
      return refuse(`Only the organiser, ${item.created_by_email}, can move “${item.title}”.`);
    if (item.start_time !== span.start_time && Date.parse(span.start_time) < Date.now())
      return refuse(`“${item.title}” stays where it was: that time is already over.`);
    try {
      const { meeting, etag } = await (detail.current ?? client.fetchQuery(meetingQuery(item.id)));
      if (meeting.start_time !== item.start_time || meeting.end_time !== item.end_time) {
        await client.invalidateQueries({ queryKey: ['meetings'] });
        return refuse(`Somebody else moved “${item.title}” in the meantime. Now it is up to date.`);
      }
      const conflicts = await client.fetchQuery({
        ...conflictsQuery({ ...span, emails: peopleOf(meeting), excludeMeetingId: item.id }),
        staleTime: 0,
      });
      const busy = busyIn(conflicts, span);
      if (busy.length === 0) return move({ meeting, span, etag });
      setClashing({
        meeting,
        span,
        busy,
        save: () => {
          setClashing(null);
          move({ meeting, span, etag });
        },
        putBack: () => {
          setClashing(null);
          revert();
        },
      });
    } catch (error) {
      refuse(`“${item.title}” stays where it was. ${describe(error)}`);
    }
  }

  return { drag, clashing, begin, over, drop, end: () => setDrag(null) };
}

/** Who would have to come: who declined does not. */
function peopleOf({ created_by_email, participants }: Meeting): string[] {
  const coming = participants.filter(({ status }) => status !== 'declined');
  return [...new Set([created_by_email, ...coming.map(({ email }) => email.toLowerCase())])];
}

/** The day that lanes are shown in. */
export function targetDay(drag: Drag, zone: string): string {
  return dayOf(drag.over.start_time, zone);
}
