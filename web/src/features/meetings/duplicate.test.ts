import { describe, expect, it } from 'vitest';
import { aMeeting, aParticipant } from '@/testing/factories';
import { duplicateOf, nextTimes } from './duplicate';

const meeting = {
  ...aMeeting(),
  title: 'Review',
  time_zone: 'Europe/Berlin',
  start_time: '2026-10-20T07:00:00Z',
  end_time: '2026-10-20T07:45:00Z',
  duration_minutes: 45,
};

describe('a duplicate', () => {
  it.each([
    ['a meeting to come is a week later', '2026-10-15T12:00:00Z', '2026-10-27T08:00:00.000Z'],
    ['a meeting of today is in a week', '2026-10-20T12:00:00Z', '2026-10-27T08:00:00.000Z'],
    [
      'a past meeting is on the next such weekday',
      '2026-11-28T12:00:00Z',
      '2026-12-01T08:00:00.000Z',
    ],
    [
      'a past meeting of this weekday is in a week',
      '2026-12-01T12:00:00Z',
      '2026-12-08T08:00:00.000Z',
    ],
  ])('of %s', (_name, now, start) => {
    const times = nextTimes(meeting, new Date(now));
    expect(times.start.toISOString()).toBe(start);
    expect(times.end.getTime() - times.start.getTime()).toBe(45 * 60_000);
  });

  it('invites everyone but me, without replies', () => {
    const participants = [
      aParticipant({ email: 'ada@example.com', name: 'Ada', status: 'accepted' }),
      aParticipant({ email: 'grace@example.com', name: 'Grace', status: 'declined' }),
    ];
    const mine = { ...meeting, created_by_email: 'ada@example.com', participants };
    expect(duplicateOf(mine, 'ada@example.com')).toMatchObject({
      title: 'Review',
      people: [{ email: 'grace@example.com', name: 'Grace' }],
    });
    const other = { ...mine, created_by_email: 'boss@example.com' };
    expect(duplicateOf(other, 'grace@example.com').people).toEqual([
      { email: 'boss@example.com', name: '' },
      { email: 'ada@example.com', name: 'Ada' },
    ]);
  });
});
