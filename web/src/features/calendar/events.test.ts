import { describe, expect, it } from 'vitest';
import { aListItem } from '@/testing/factories';
import { type EventExtra, isMineBusy, lookOf, spokenMeeting, toEvents } from './events';

describe('how a meeting is drawn', () => {
  it.each([
    [{ my_status: 'pending' }, 'pending'],
    [{ my_status: 'tentative' }, 'tentative'],
    [{ my_status: 'declined' }, 'declined'],
    [{ my_status: 'accepted' }, 'sure'],
    [{ my_status: null, is_organiser: true }, 'sure'],
    [{ status: 'cancelled', my_status: 'accepted' }, 'cancelled'],
  ] as const)('%o is %s', (more, look) => {
    expect(lookOf(aListItem(more))).toBe(look);
  });

  it('is announced with day, times, city and my answer', () => {
    expect(spokenMeeting({ meeting: aListItem(), clashes: true }, 'Europe/Berlin')).toBe(
      'Planning, Thursday 3 December 2026, 14:00–14:45 Berlin, Room 1, you have not answered, clashes with another meeting',
    );
  });

  it('marks both of what clashes, and none that I declined', () => {
    const meetings = [
      aListItem({ id: 'a', my_status: 'accepted' }),
      aListItem({ id: 'b', my_status: 'tentative' }),
      aListItem({ id: 'c', my_status: 'declined' }),
    ];
    const clashing = toEvents(meetings, 'UTC').filter(
      ({ extendedProps }) => (extendedProps as EventExtra).clashes,
    );
    expect(clashing.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it.each([
    ['accepted', {}, true],
    ['not answered', { my_status: 'pending' }, true],
    ['declined', { my_status: 'declined' }, false],
    ['cancelled', { status: 'cancelled' }, false],
    ['what is moved', { id: 'moved' }, false],
    [
      'over before',
      { start_time: '2026-12-03T12:00:00Z', end_time: '2026-12-03T13:30:00Z' },
      false,
    ],
  ] as const)('makes a ghost amber or not: %s', (_name, more, busy) => {
    const meeting = aListItem({ my_status: 'accepted', ...more });
    const span = { start_time: '2026-12-03T13:30:00Z', end_time: '2026-12-03T14:00:00Z' };
    expect(isMineBusy([meeting], span, 'moved')).toBe(busy);
  });

  it('can be resized by its organisers while it is to come', () => {
    const [mine, other, over, shared] = toEvents(
      [
        aListItem({ id: 'a', is_organiser: true }),
        aListItem({ id: 'b' }),
        aListItem({ id: 'c', is_organiser: true, status: 'completed' }),
        aListItem({ id: 'd', can_edit: true }),
      ],
      'UTC',
    );
    expect(mine).toMatchObject({ startEditable: true, durationEditable: true });
    expect(other).toMatchObject({ startEditable: true, durationEditable: false });
    expect(shared).toMatchObject({ startEditable: true, durationEditable: true });
    expect(over).toMatchObject({ startEditable: false, durationEditable: false });
  });
});
