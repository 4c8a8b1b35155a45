import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { conflictsQuery } from '@/api/conflicts';
import { type Meeting, type MeetingListItem, meetingQuery } from '@/api/meetings';
import { type Conflicts, describe } from '@/api/problem';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { dayOf, endOfDay, startOfDay, toRfc3339 } from '@/lib/time';
import { type BusyPerson, busyIn, peopleToMove } from './drag';
import { useMoveMeeting } from './mutations';
import type { Span } from './wall';

export interface Drag {
  meeting: MeetingListItem;
  /** On the days that it is over; empty until the server has answered. */
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

/** Until then an answer about a day is used again while one drags to and fro. */
const FRESH_MS = 30_000;

/**
 * A meeting on its way to other times. For each day that it comes over, the server says when its
 * people are busy; where it is dropped it is asked again, for that span alone.
 */
export function useMove(zone: string) {
  const client = useQueryClient();
  const toast = useToast();
  const move = useMoveMeeting(zone);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [clashing, setClashing] = useState<Clashing | null>(null);
  const asked = useRef('');
  const detail = useRef<Promise<{ meeting: Meeting; etag: string | null }>>(null);

  function begin(meeting: MeetingListItem) {
    setDrag({ meeting, conflicts: {}, over: meeting });
    detail.current = client.fetchQuery({ ...meetingQuery(meeting.id), staleTime: 0 });
    asked.current = '';
    look(meeting, meeting);
  }

  function over(span: Span) {
    setDrag((now) =>
      now === null ||
      (now.over.start_time === span.start_time && now.over.end_time === span.end_time)
        ? now
        : { ...now, over: span },
    );
    if (drag !== null) look(drag.meeting, span);
  }

  function look({ id }: MeetingListItem, span: Span) {
    const days = daysAround(span, zone);
    const key = days.start_time + days.end_time;
    if (asked.current === key) return;
    asked.current = key;
    detail.current
      ?.then(({ meeting }) =>
        client.fetchQuery({
          ...conflictsQuery({ ...days, emails: peopleToMove(meeting), excludeMeetingId: id }),
          staleTime: FRESH_MS,
        }),
      )
      .then((checked) => {
        if (checked && asked.current === key)
          setDrag((now) =>
            now?.meeting.id === id ? { ...now, conflicts: checked.conflicts } : now,
          );
      })
      // Without it the lanes are missing; what counts is asked again at the drop.
      .catch(() => undefined);
  }

  async function drop(item: MeetingListItem, span: Span, revert: () => void) {
    setDrag(null);
    const refuse = (text: string) => {
      revert();
      toast({ tone: 'no', text });
    };
    if (!item.can_edit)
      return refuse(
        `Only organisers can move “${item.title}”. Ask ${addressText(item.created_by_email)}.`,
      );
    if (item.start_time !== span.start_time && Date.parse(span.start_time) < Date.now())
      return refuse(`“${item.title}” stays where it was: that time is already over.`);
    try {
      const { meeting, etag } = await (detail.current ?? client.fetchQuery(meetingQuery(item.id)));
      if (meeting.start_time !== item.start_time || meeting.end_time !== item.end_time) {
        await client.invalidateQueries({ queryKey: ['meetings'] });
        return refuse(`Somebody else moved “${item.title}” in the meantime. Now it is up to date.`);
      }
      const { conflicts } = await client.fetchQuery({
        ...conflictsQuery({ ...span, emails: peopleToMove(meeting), excludeMeetingId: item.id }),
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

/** From the first day that it touches to the end of the last. */
function daysAround({ start_time, end_time }: Span, zone: string): Span {
  const lastMoment = new Date(Date.parse(end_time) - 1);
  return {
    start_time: toRfc3339(startOfDay(dayOf(start_time, zone), zone)),
    end_time: toRfc3339(endOfDay(dayOf(lastMoment, zone), zone)),
  };
}

/** The day that lanes are shown in. */
export function targetDay(drag: Drag, zone: string): string {
  return dayOf(drag.over.start_time, zone);
}
