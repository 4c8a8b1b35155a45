import type { Meeting, Participant } from '@/api/meetings';
import { addressText } from '@/lib/address';
import type { MeetingChange } from './form';

/*
 * What follows from saving, in one sentence, before the click. The rules are the server's: mail
 * goes to whoever is invited, never to the organiser.
 */

/** Everybody who gets mail about the meeting. */
export function recipients(meeting: Meeting): Participant[] {
  return meeting.participants.filter(({ email }) => email !== meeting.created_by_email);
}

export function peopleText(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}

function gets(count: number): string {
  return `${peopleText(count)} ${count === 1 ? 'gets' : 'get'}`;
}

export function planText(emails: readonly string[], mine: string): string {
  const count = emails.filter((email) => email !== mine.toLowerCase()).length;
  return count === 0 ? 'Nobody is mailed: you invite nobody.' : `${gets(count)} an invitation.`;
}

export function changeText(change: MeetingChange, base: Meeting): string {
  if (Object.keys(change).length === 0) return 'Nothing has changed yet.';
  const people = recipients(base);
  const moves = change.start_time !== undefined || change.end_time !== undefined;
  const news = moves || change.title !== undefined || change.location !== undefined;
  if (people.length === 0) return 'Nobody is mailed: nobody is invited.';
  if (base.status === 'cancelled') return 'Nobody is mailed: the meeting is cancelled.';
  if (!news) return 'Nobody is mailed.';
  const update = `${gets(people.length)} an update`;
  const answered = people.filter(({ status }) => status !== 'pending').length;
  if (!moves) return `${update}.`;
  if (answered === 0) return `${update}; the time changed.`;
  return `${update}; the time changed, so ${answered === 1 ? 'the one who has' : `the ${answered} who have`} answered will be asked again.`;
}

/** Who is told that it does not take place; for the questions before cancel and delete. */
export function cancelText(meeting: Meeting): string {
  const people = recipients(meeting);
  if (meeting.status !== 'scheduled') return 'Nobody is mailed.';
  if (people.length === 0) return 'Nobody is mailed: nobody is invited.';
  const names = people.slice(0, 3).map(({ name, email }) => name || addressText(email));
  const rest = people.length - names.length;
  const list = rest > 0 ? `${names.join(', ')} and ${rest} more` : joinNames(names);
  return `${list} ${people.length === 1 ? 'gets' : 'get'} a mail that it does not take place.`;
}

function joinNames(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
