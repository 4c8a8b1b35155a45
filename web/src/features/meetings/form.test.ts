import { describe, expect, it } from 'vitest';
import { aMeeting, aParticipant } from '@/testing/factories';
import {
  faultsOf,
  type MeetingValues,
  moveStart,
  newValues,
  rangeOf,
  toChange,
  toNewMeeting,
  valuesOf,
  withTypedPeople,
} from './form';
import { newMeetingSearch } from './new-search';

const BERLIN = 'Europe/Berlin';
const values: MeetingValues = {
  title: 'Plan',
  description: '',
  location: '',
  zone: BERLIN,
  start: { day: '2026-12-03', time: '14:00' },
  end: { day: '2026-12-03', time: '14:45' },
  policy: 'warn',
  hidesGuests: false,
  people: [{ email: 'grace@example.com', name: '' }],
  typedPeople: '',
};

describe('a new meeting', () => {
  it('starts at the next half hour of the reader', () => {
    const made = newValues({}, BERLIN, new Date('2026-12-03T13:10:00Z'));
    expect(made.start).toEqual({ day: '2026-12-03', time: '14:30' });
    expect(made.end).toEqual({ day: '2026-12-03', time: '15:00' });
    const late = newValues({}, BERLIN, new Date('2026-12-03T22:40:00Z'));
    expect(late.start).toEqual({ day: '2026-12-04', time: '00:00' });
  });

  it('takes what the calendar knows', () => {
    const search = newMeetingSearch({
      start: '2026-12-03T14:00:00+01:00',
      end: '2026-12-03T14:15:00+01:00',
      title: 2027,
      people: 'Ada <ada@example.com>,bob',
      zone: 'Mars/Olympus',
    });
    expect(newValues(search, 'America/New_York', new Date())).toMatchObject({
      title: '2027',
      zone: 'America/New_York',
      start: { day: '2026-12-03', time: '08:00' },
      end: { day: '2026-12-03', time: '08:15' },
      people: [{ email: 'ada@example.com', name: 'Ada' }],
      typedPeople: 'bob',
    });
    expect(newMeetingSearch({ start: '2026-12-03', end: 'soon' })).toEqual({});
  });

  it('is sent as instants, with its zone', () => {
    expect(toNewMeeting({ ...values, title: '  Plan ' })).toMatchObject({
      title: 'Plan',
      start_time: '2026-12-03T13:00:00Z',
      end_time: '2026-12-03T13:45:00Z',
      time_zone: BERLIN,
      participants: [{ email: 'grace@example.com', name: '' }],
    });
  });
});

describe('the start moves', () => {
  it('and the end with it, over midnight too', () => {
    const moved = moveStart(values, { day: '2026-12-03', time: '23:30' });
    expect(moved.end).toEqual({ day: '2026-12-04', time: '00:15' });
  });

  it('and the meeting stays as long when the clocks change in between', () => {
    const moved = moveStart(values, { day: '2026-10-25', time: '02:30' });
    expect(rangeOf(moved)).toEqual({
      start_time: '2026-10-25T00:30:00Z',
      end_time: '2026-10-25T01:15:00Z',
    });
  });

  it('and the end stays while there is no length to keep', () => {
    const broken = { ...values, end: { day: '', time: '15:00' } };
    expect(moveStart(broken, { day: '2026-12-04', time: '10:00' }).end).toEqual(broken.end);
  });
});

describe('faults before asking the server', () => {
  it('are all told at once, by the server’s names', () => {
    const faulty = {
      ...values,
      title: ' ',
      end: { day: '2026-12-03', time: '13:00' },
      typedPeople: 'bob',
    };
    expect(Object.keys(faultsOf(faulty)).sort()).toEqual(['end_time', 'participants', 'title']);
    expect(faultsOf(values)).toEqual({});
  });

  it('are none where an address was typed and not entered', () => {
    const whole = withTypedPeople({ ...values, typedPeople: 'ada@example.com' });
    expect(whole.people.map(({ email }) => email)).toEqual([
      'grace@example.com',
      'ada@example.com',
    ]);
    expect(whole.typedPeople).toBe('');
  });
});

describe('a change', () => {
  const base = aMeeting({ participants: [aParticipant()] });

  it('is nothing where nothing differs', () => {
    expect(toChange(valuesOf(base), base)).toEqual({});
  });

  it('has only what differs', () => {
    const edited = { ...valuesOf(base), title: 'Planning 2', policy: 'forbid' as const };
    expect(toChange(edited, base)).toEqual({ title: 'Planning 2', conflict_policy: 'forbid' });
  });

  it('moves both ends with the start', () => {
    const moved = moveStart(valuesOf(base), { day: '2026-12-03', time: '15:00' });
    expect(toChange(moved, base)).toEqual({
      start_time: '2026-12-03T14:00:00Z',
      end_time: '2026-12-03T14:45:00Z',
    });
  });

  it('does not move a meeting in the second of two repeated hours', () => {
    const twice = aMeeting({
      start_time: '2026-10-25T01:15:00Z',
      end_time: '2026-10-25T01:45:00Z',
    });
    expect(toChange({ ...valuesOf(twice), title: 'New' }, twice)).toEqual({ title: 'New' });
  });

  it('to another zone keeps the clock and moves the instants', () => {
    expect(toChange({ ...valuesOf(base), zone: 'Europe/London' }, base)).toEqual({
      start_time: '2026-12-03T14:00:00Z',
      end_time: '2026-12-03T14:45:00Z',
      time_zone: 'Europe/London',
    });
  });
});
