import type { Checked } from '@/api/conflicts';
import type { Conflicts } from '@/api/problem';
import { addressText } from '@/lib/address';

/** `clear`: no conflict is known. `unknown`: it was not looked up, or may not be seen. */
export type Availability = 'clear' | 'busy' | 'unknown';

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
    return clashes.length > 0
      ? [{ email, label: isMe ? 'You' : name || addressText(email), clashes }]
      : [];
  });
}

/**
 * The line under the times: "2 of 6 are busy". Of other people it is never said that they are free,
 * since they may have meetings elsewhere. `unknown` is the number of the others whose calendar the
 * viewer may not see.
 */
export function clashText(
  busy: readonly Pick<BusyPerson, 'label'>[],
  asked: number,
  unknown: number,
): string {
  const [first] = busy;
  if (first && asked === 1)
    return first.label === 'You' ? 'You are busy' : `${first.label} is busy`;
  const found = first
    ? `${busy.length} of ${asked} ${busy.length === 1 ? 'is' : 'are'} busy`
    : 'No conflicts known here';
  if (unknown === 0) return found;
  const people = unknown === 1 ? '1 person' : `${unknown} people`;
  return `${found}. You can't see the calendar of ${people}.`;
}

/** The mark of a person beside the name. */
export function availability(email: string, checked: Checked | undefined): Availability {
  if (!checked || checked.unknown.includes(email)) return 'unknown';
  return (checked.conflicts[email]?.length ?? 0) > 0 ? 'busy' : 'clear';
}
