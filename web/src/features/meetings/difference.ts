import type { Meeting } from '@/api/meetings';
import { formatRange } from '@/lib/time';
import { type MeetingValues, rangeOf, valuesOf } from './form';

/*
 * Somebody else saved while one was typing (412). What only they changed is taken; what both changed
 * is asked; what only I changed stays mine. Start, end and zone are one thing: "when".
 */

const FIELDS = {
  title: { label: 'Title', keys: ['title'] },
  when: { label: 'When', keys: ['start', 'end', 'zone'] },
  location: { label: 'Location', keys: ['location'] },
  description: { label: 'Description', keys: ['description'] },
  policy: { label: 'Clashes', keys: ['policy'] },
} as const;

type FieldName = keyof typeof FIELDS;

export interface Choice {
  label: 'Theirs' | 'Yours' | 'Both';
  text: string;
  /** What choosing it puts into the form. */
  values: Partial<MeetingValues>;
}

export interface Difference {
  field: FieldName;
  label: string;
  choices: Choice[];
}

/** What they changed and I see differently, with what was mine before the merge. */
export function findDifferences(
  mine: MeetingValues,
  base: Meeting,
  theirs: Meeting,
  viewer: string,
): Difference[] {
  const [before, after] = [valuesOf(base), valuesOf(theirs)];
  return fieldNames().flatMap((field) => {
    if (isSame(field, before, after) || isSame(field, mine, after)) return [];
    const choices: Choice[] = [
      { label: 'Theirs', text: textOf(field, after, viewer), values: part(field, after) },
      { label: 'Yours', text: textOf(field, mine, viewer), values: part(field, mine) },
    ];
    if (field === 'description' && !isSame(field, mine, before) && mine.description.trim()) {
      const both = [after.description, mine.description].filter(Boolean).join('\n\n');
      choices.push({ label: 'Both', text: both, values: { description: both } });
    }
    return [{ field, label: FIELDS[field].label, choices }];
  });
}

/** My values on top of theirs: theirs wherever I had changed nothing. */
export function merge(mine: MeetingValues, base: Meeting, theirs: Meeting): MeetingValues {
  const [before, after] = [valuesOf(base), valuesOf(theirs)];
  const kept = fieldNames().filter((field) => !isSame(field, mine, before));
  return Object.assign({ ...after }, ...kept.map((field) => part(field, mine)));
}

export function isChosen(choice: Choice, values: MeetingValues): boolean {
  return Object.entries(choice.values).every(
    ([key, value]) => JSON.stringify(values[key as keyof MeetingValues]) === JSON.stringify(value),
  );
}

/** What else happened to the meeting, which no field shows. */
export function otherNews(base: Meeting, theirs: Meeting): string[] {
  const news: string[] = [];
  if (base.status !== theirs.status)
    news.push(theirs.status === 'cancelled' ? 'It was cancelled.' : `It is ${theirs.status} now.`);
  const emails = (meeting: Meeting) =>
    meeting.participants
      .map(({ email }) => email)
      .sort()
      .join();
  if (emails(base) !== emails(theirs)) news.push('The list of participants changed.');
  return news;
}

function fieldNames(): FieldName[] {
  return Object.keys(FIELDS) as FieldName[];
}

function part(field: FieldName, values: MeetingValues): Partial<MeetingValues> {
  return Object.fromEntries(FIELDS[field].keys.map((key) => [key, values[key]]));
}

function isSame(field: FieldName, a: MeetingValues, b: MeetingValues): boolean {
  return JSON.stringify(part(field, a)) === JSON.stringify(part(field, b));
}

function textOf(field: FieldName, values: MeetingValues, viewer: string): string {
  if (field === 'when') {
    const range = rangeOf(values);
    return range ? formatRange(range, values.zone, viewer) : 'not said';
  }
  if (field === 'policy') return values.policy === 'forbid' ? 'forbidden' : 'pointed out';
  return values[field] || 'empty';
}
