import type { Meeting } from '@/api/meetings';
import {
  type Choice,
  type Difference,
  type Fields,
  findDifferences as find,
  isSame,
  merge as mergeFields,
} from '@/lib/difference';
import { formatRange } from '@/lib/time';
import { type MeetingValues, rangeOf, valuesOf } from './form';

/** Start, end and zone are one thing: "when". */
function fields(viewer: string): Fields<MeetingValues> {
  return {
    title: { label: 'Title', keys: ['title'], text: ({ title }) => title || 'empty' },
    when: {
      label: 'When',
      keys: ['start', 'end', 'zone'],
      text: (values) => {
        const range = rangeOf(values);
        return range ? formatRange(range, values.zone, viewer) : 'not said';
      },
    },
    location: {
      label: 'Location',
      keys: ['location'],
      text: ({ location }) => location || 'empty',
    },
    description: {
      label: 'Description',
      keys: ['description'],
      text: ({ description }) => description || 'empty',
    },
    policy: {
      label: 'Clashes',
      keys: ['policy'],
      text: ({ policy }) => (policy === 'forbid' ? 'forbidden' : 'pointed out'),
    },
    hidesGuests: {
      label: 'Guest list',
      keys: ['hidesGuests'],
      text: ({ hidesGuests }) => (hidesGuests ? 'hidden' : 'shown'),
    },
  };
}

/** What they changed and I see differently, with what was mine before the merge. */
export function findDifferences(
  mine: MeetingValues,
  base: Meeting,
  theirs: Meeting,
  viewer: string,
): Difference<MeetingValues>[] {
  const [before, after] = [valuesOf(base), valuesOf(theirs)];
  const found = find(fields(viewer), mine, before, after);
  return found.map((difference) => {
    if (difference.field !== 'description' || isSame(['description'], mine, before))
      return difference;
    if (!mine.description.trim()) return difference;
    const both = [after.description, mine.description].filter(Boolean).join('\n\n');
    const choice: Choice<MeetingValues> = {
      label: 'Both',
      text: both,
      values: { description: both },
    };
    return { ...difference, choices: [...difference.choices, choice] };
  });
}

/** My values on top of theirs: theirs wherever I had changed nothing. */
export function merge(mine: MeetingValues, base: Meeting, theirs: Meeting): MeetingValues {
  return mergeFields(fields('UTC'), mine, valuesOf(base), valuesOf(theirs));
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
