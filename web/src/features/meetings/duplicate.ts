import type { Meeting } from '@/api/meetings';
import type { Prefill } from '@/lib/prefill';
import { addDays, addMinutes, dayOf, daysBetween, toInstant, toWall } from '@/lib/time';

/** Everyone but me: who organised it is invited, if that was another person. */
export function duplicateOf(meeting: Meeting, myEmail: string): Prefill {
  const { title, description, location, conflict_policy: policy, created_by_email } = meeting;
  const invited = meeting.participants.map(({ email, name }) => ({ email, name }));
  const isInvited = invited.some(({ email }) => email === created_by_email);
  const people = isInvited ? invited : [{ email: created_by_email, name: '' }, ...invited];
  return {
    title,
    description,
    location,
    policy,
    hidesGuests: meeting.hide_guest_list,
    people: people.filter(({ email }) => email !== myEmail),
  };
}

/** The same weekday, clock time and length, after the meeting and from tomorrow on. */
export function nextTimes(meeting: Meeting, now: Date): { start: Date; end: Date } {
  const { time_zone: zone } = meeting;
  const { day, time } = toWall(meeting.start_time, zone);
  const passed = Math.max(daysBetween(day, dayOf(now, zone)), 0);
  const next = addDays(day, 7 * (Math.floor(passed / 7) + 1));
  const start = toInstant({ day: next, time }, zone);
  return { start, end: addMinutes(start, meeting.duration_minutes) };
}
