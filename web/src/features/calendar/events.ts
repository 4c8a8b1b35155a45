import type { EventInput } from '@fullcalendar/react';
import type { MeetingListItem } from '@/api/meetings';
import { findClashes } from '@/components/meetings/clashes';
import { dayOf, formatClockRange, formatLongDay, overlaps, zoneCity } from '@/lib/time';
import { bannerDays, gridSpan, isBanner, type Span } from './wall';

export interface EventExtra {
  meeting: MeetingListItem;
  clashes: boolean;
}

/** How a meeting is drawn: by my answer, or that it is off. */
export type Look = 'sure' | 'pending' | 'tentative' | 'declined' | 'cancelled';

export function lookOf({ status, is_organiser, my_status }: MeetingListItem): Look {
  if (status === 'cancelled') return 'cancelled';
  if (is_organiser || my_status === null || my_status === 'accepted') return 'sure';
  return my_status;
}

export function toEvents(meetings: MeetingListItem[], zone: string): EventInput[] {
  const clashing = clashingIds(meetings);
  return meetings.map((meeting) => ({
    id: meeting.id,
    title: meeting.title,
    ...(isBanner(meeting) ? bannerDays(meeting, zone) : gridSpan(meeting, zone)),
    startEditable: meeting.status === 'scheduled',
    durationEditable: meeting.status === 'scheduled' && meeting.can_edit && !isBanner(meeting),
    extendedProps: { meeting, clashes: clashing.has(meeting.id) } satisfies EventExtra,
  }));
}

export function clashingIds(meetings: MeetingListItem[]): Set<string> {
  return new Set(findClashes(meetings).flatMap(({ first, second }) => [first.id, second.id]));
}

/** Whether I am busy then by what is shown; the meeting that is moved does not count. */
export function isMineBusy(meetings: MeetingListItem[], span: Span, movedId: string): boolean {
  return meetings.some(
    (meeting) =>
      meeting.id !== movedId &&
      meeting.status === 'scheduled' &&
      meeting.my_status !== 'declined' &&
      overlaps(meeting, span),
  );
}

const ANSWERS = {
  pending: 'you have not answered',
  accepted: 'you answered Yes',
  tentative: 'you answered Maybe',
  declined: 'you answered No',
};

/** What a screen reader says of a meeting in the grid. */
export function spokenMeeting({ meeting, clashes }: EventExtra, zone: string): string {
  const { title, start_time, end_time, status, my_status, is_organiser, location } = meeting;
  return [
    title,
    formatLongDay(dayOf(start_time, zone)),
    `${formatClockRange(start_time, end_time, zone)} ${zoneCity(zone)}`,
    location,
    status === 'cancelled' && 'cancelled',
    is_organiser ? 'you organise it' : my_status && ANSWERS[my_status],
    clashes && 'clashes with another meeting',
  ]
    .filter(Boolean)
    .join(', ');
}
