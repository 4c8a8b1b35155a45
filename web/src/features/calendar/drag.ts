import type { Checked } from '@/api/conflicts';
import type { Meeting } from '@/api/meetings';
import type { Conflicts } from '@/api/problem';
import { clashText } from '@/components/meetings/clash-summary';
import { addressText } from '@/lib/address';
import {
  clampText,
  dayOf,
  endOfDay,
  formatClockRange,
  formatDay,
  formatDuration,
  minutesBetween,
  overlaps,
  startOfDay,
  toRfc3339,
} from '@/lib/time';
import type { Span } from './wall';

/** What is known while something is dragged over the grid. */

export interface BusyPerson extends Span {
  email: string;
  title: string;
}

/** "Tue 3 Nov 14:00–14:45 (45 min)". */
export function spanLabel({ start_time, end_time }: Span, zone: string, today: string): string {
  const day = formatDay(dayOf(start_time, zone), today);
  const minutes = minutesBetween(start_time, end_time);
  return `${day} ${formatClockRange(start_time, end_time, zone)} (${formatDuration(minutes)})`;
}

/** "You: Lunch, 12:00–13:00". */
export function busyText({ email, title, ...span }: BusyPerson, me: string, zone: string): string {
  const who = email.toLowerCase() === me.toLowerCase() ? 'You' : addressText(email);
  return `${who}: ${title}, ${formatClockRange(span.start_time, span.end_time, zone)}`;
}

/** Who is busy in the span, earliest first. */
export function busyIn(conflicts: Conflicts, span: Span): BusyPerson[] {
  return Object.entries(conflicts)
    .flatMap(([email, clashes]) =>
      clashes
        .filter((clash) => overlaps(clash, span))
        .map(({ title, start_time, end_time }) => ({ email, title, start_time, end_time })),
    )
    .toSorted((a, b) => Date.parse(a.start_time) - Date.parse(b.start_time));
}

/** The people whose time a move takes: it asks every participant again, also after a decline. */
export function peopleToMove({
  created_by_email,
  participants,
}: Pick<Meeting, 'created_by_email' | 'participants'>): string[] {
  return [...new Set([created_by_email, ...participants.map(({ email }) => email.toLowerCase())])];
}

export interface Lane extends BusyPerson {
  /** Which lane it is in, from the right. */
  index: number;
}

/** More would leave no room for the meetings; the last lane is of all the others too. */
const MOST_LANES = 8;

/** The busy stretches of one day, a lane for each person who has any on it. */
export function lanesOf(conflicts: Conflicts, day: string, zone: string): Lane[] {
  const from = startOfDay(day, zone);
  const to = endOfDay(day, zone);
  const span = { start_time: toRfc3339(from), end_time: toRfc3339(to) };
  const found = busyIn(conflicts, span);
  const people = [...new Set(found.map(({ email }) => email))].toSorted();
  return found.map((busy) => ({
    ...busy,
    start_time: clampText(busy.start_time, span.start_time, span.end_time),
    end_time: clampText(busy.end_time, span.start_time, span.end_time),
    index: Math.min(people.indexOf(busy.email), MOST_LANES - 1),
  }));
}

/** "2 of 3 are busy"; alone one asks for oneself. */
export function clashLine({ conflicts, unknown }: Checked, asked: number, me: string): string {
  const busy = Object.keys(conflicts).map((email) => ({
    label: asked === 1 ? 'You' : addressText(email),
  }));
  return clashText(busy, asked, unknown.filter((email) => email !== me).length);
}
