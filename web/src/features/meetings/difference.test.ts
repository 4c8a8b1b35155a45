import { expect, it } from 'vitest';
import { isChosen } from '@/lib/difference';
import { aMeeting, aParticipant } from '@/testing/factories';
import { findDifferences, merge, otherNews } from './difference';
import { valuesOf } from './form';

const base = aMeeting({ description: 'Old' });
const theirs = {
  ...base,
  title: 'Their title',
  description: 'Their text',
  start_time: '2026-12-03T14:00:00Z',
  end_time: '2026-12-03T14:45:00Z',
};
const mine = { ...valuesOf(base), description: 'My text', location: 'My room' };

it('keeps mine where I typed and takes theirs elsewhere', () => {
  expect(merge(mine, base, theirs)).toMatchObject({
    title: 'Their title',
    start: { day: '2026-12-03', time: '15:00' },
    description: 'My text',
    location: 'My room',
  });
});

it('lists what they changed, with both sides, and both together for a text', () => {
  const differences = findDifferences(mine, base, theirs, 'Europe/Berlin');
  expect(
    differences.map(({ label, choices }) => [label, ...choices.map(({ text }) => text)]),
  ).toEqual([
    ['Title', 'Their title', 'Planning'],
    ['When', 'Thu 3 Dec, 15:00–15:45 Berlin', 'Thu 3 Dec, 14:00–14:45 Berlin'],
    ['Description', 'Their text', 'My text', 'Their text\n\nMy text'],
  ]);
});

it('knows which side the form holds', () => {
  const merged = merge(mine, base, theirs);
  const held = findDifferences(mine, base, theirs, 'Europe/Berlin').map(
    ({ choices }) => choices.find((choice) => isChosen(choice, merged))?.label,
  );
  expect(held).toEqual(['Theirs', 'Theirs', 'Yours']);
});

it('asks nothing where both changed the same', () => {
  expect(findDifferences({ ...mine, ...valuesOf(theirs) }, base, theirs, 'UTC')).toEqual([]);
});

it('tells what no field shows', () => {
  const more = [...base.participants, aParticipant({ id: 2, email: 'bob@example.com' })];
  expect(otherNews(base, { ...base, status: 'cancelled', participants: more })).toEqual([
    'It was cancelled.',
    'The list of participants changed.',
  ]);
  expect(otherNews(base, theirs)).toEqual([]);
});
