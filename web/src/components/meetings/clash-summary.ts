import type { Conflicts } from '@/api/problem';

export interface BusyPerson {
  email: string;
  /** "You", a name, or the address. */
  label: string;
  clashes: Conflicts[string];
}

export interface Attendee {
  email: string;
  name: string;
  isMe: boolean;
}

/** Who of these is busy, in their order. */
export function findBusy(people: readonly Attendee[], conflicts: Conflicts): BusyPerson[] {
  return people.flatMap(({ email, name, isMe }) => {
    const clashes = conflicts[email] ?? [];
    return clashes.length > 0 ? [{ email, label: isMe ? 'You' : name || email, clashes }] : [];
  });
}

/** The line under the times: "2 of 6 are busy". */
export function clashText(busy: readonly BusyPerson[], people: readonly Attendee[]): string {
  const [first] = busy;
  if (first === undefined) {
    if (people.length > 1) return `All ${people.length} are free`;
    return people[0]?.isMe === false ? 'Free' : 'You are free';
  }
  if (people.length === 1) return first.label === 'You' ? 'You are busy' : `${first.label} is busy`;
  return `${busy.length} of ${people.length} ${busy.length === 1 ? 'is' : 'are'} busy`;
}
