import { describe, expect, it } from 'vitest';
import { aMeeting, aParticipant } from '@/testing/factories';
import { busyIn, clashLine, lanesOf, peopleToMove, spanLabel } from './drag';

const BERLIN = 'Europe/Berlin';
const clash = (start_time: string, end_time: string, title = 'Busy') => ({
  id: null,
  title,
  start_time,
  end_time,
});
const conflicts = {
  'bob@example.com': [clash('2026-11-03T13:00:00Z', '2026-11-03T14:00:00Z')],
  'cy@example.com': [
    clash('2026-11-03T12:00:00Z', '2026-11-03T13:15:00Z', 'Gym'),
    clash('2026-11-04T22:30:00Z', '2026-11-05T08:00:00Z', 'Night'),
  ],
};

describe('the label of what is dragged', () => {
  it.each([
    ['2026-11-03T13:00:00Z', '2026-11-03T13:45:00Z', 'Tue 3 Nov 14:00–14:45 (45 min)'],
    ['2026-10-24T23:00:00Z', '2026-10-25T02:00:00Z', 'Sun 25 Oct 01:00–03:00 (3 h)'],
    ['2026-11-03T22:30:00Z', '2026-11-03T23:30:00Z', 'Tue 3 Nov 23:30 – Wed 4 Nov 00:30 (1 h)'],
  ])('from %s to %s', (start_time, end_time, label) => {
    expect(spanLabel({ start_time, end_time }, BERLIN, '2026-11-01')).toBe(label);
  });
});

it('a move takes the time of every participant, also after a decline', () => {
  const participants = [
    aParticipant({ email: 'Ada@example.com', status: 'accepted' }),
    aParticipant({ email: 'bob@example.com', status: 'declined' }),
  ];
  expect(peopleToMove(aMeeting({ participants }))).toEqual([
    'grace@example.com',
    'ada@example.com',
    'bob@example.com',
  ]);
});

describe('who is busy', () => {
  it('counts what overlaps, earliest first', () => {
    const span = { start_time: '2026-11-03T13:00:00Z', end_time: '2026-11-03T13:30:00Z' };
    expect(busyIn(conflicts, span).map(({ email, title }) => [email, title])).toEqual([
      ['cy@example.com', 'Gym'],
      ['bob@example.com', 'Busy'],
    ]);
  });

  it('does not count edges that touch', () => {
    const span = { start_time: '2026-11-03T14:00:00Z', end_time: '2026-11-03T15:00:00Z' };
    expect(busyIn(conflicts, span)).toEqual([]);
  });

  it('is a lane for each person, cut at the ends of the day', () => {
    expect(lanesOf(conflicts, '2026-11-05', BERLIN)).toEqual([
      {
        email: 'cy@example.com',
        title: 'Night',
        start_time: '2026-11-04T23:00:00Z',
        end_time: '2026-11-05T08:00:00Z',
        index: 0,
      },
    ]);
    expect(lanesOf(conflicts, '2026-11-03', BERLIN).map(({ index }) => index)).toEqual([1, 0]);
    expect(lanesOf(conflicts, '2026-11-06', BERLIN)).toEqual([]);
  });

  it('is in the last lane from the eighth person on, and nobody is left out', () => {
    const crowd = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [
        `p${String(index).padStart(2, '0')}@example.com`,
        [clash('2026-11-03T13:00:00Z', '2026-11-03T14:00:00Z')],
      ]),
    );
    const indexes = lanesOf(crowd, '2026-11-03', BERLIN).map(({ index }) => index);
    expect(indexes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7]);
  });

  it.each([
    [{}, 0, 1, 'No conflicts known here'],
    [{}, 0, 3, 'No conflicts known here'],
    [{}, 1, 3, "No conflicts known here. You can't see the calendar of 1 person."],
    [{ a: [] }, 0, 3, '1 of 3 is busy'],
    [conflicts, 0, 6, '2 of 6 are busy'],
    [conflicts, 2, 6, "2 of 6 are busy. You can't see the calendar of 2 people."],
    [{ a: [] }, 0, 1, 'You are busy'],
  ])('is said in a line', (found, hidden, asked, line) => {
    const unknown = Array.from({ length: hidden }, (_, index) => `p${index}@example.com`);
    const checked = { conflicts: found, unknown: [...unknown, 'me@example.com'] };
    expect(clashLine(checked, asked, 'me@example.com')).toBe(line);
  });
});
