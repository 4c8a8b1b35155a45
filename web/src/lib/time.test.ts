import { describe, expect, test } from 'vitest';
import * as time from './time';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const KOLKATA = 'Asia/Kolkata';
const LORD_HOWE = 'Australia/Lord_Howe';

const instant = (day: string, clock: string, zone: string) =>
  time.toRfc3339(time.toInstant({ day, time: clock }, zone));

describe('wall time becomes an instant', () => {
  test.each([
    ['winter', '2026-01-15', '12:00', BERLIN, '2026-01-15T11:00:00Z'],
    ['summer', '2026-07-15', '12:00', BERLIN, '2026-07-15T10:00:00Z'],
    ['before the gap', '2026-03-29', '01:59', BERLIN, '2026-03-29T00:59:00Z'],
    ['in the gap: the offset before it', '2026-03-29', '02:30', BERLIN, '2026-03-29T01:30:00Z'],
    ['after the gap', '2026-03-29', '03:00', BERLIN, '2026-03-29T01:00:00Z'],
    ['in the overlap: the first', '2026-10-25', '02:30', BERLIN, '2026-10-25T00:30:00Z'],
    ['after the overlap', '2026-10-25', '03:00', BERLIN, '2026-10-25T02:00:00Z'],
    ['in the gap', '2026-03-08', '02:30', NEW_YORK, '2026-03-08T07:30:00Z'],
    ['in the overlap', '2026-11-01', '01:30', NEW_YORK, '2026-11-01T05:30:00Z'],
    ['after the overlap', '2026-11-01', '02:00', NEW_YORK, '2026-11-01T07:00:00Z'],
    ['no clock changes', '2026-03-29', '02:30', KOLKATA, '2026-03-28T21:00:00Z'],
    ['half an hour is skipped', '2026-10-04', '02:15', LORD_HOWE, '2026-10-03T15:45:00Z'],
    ['after half an hour', '2026-10-04', '02:30', LORD_HOWE, '2026-10-03T15:30:00Z'],
    ['half an hour comes twice', '2026-04-05', '01:45', LORD_HOWE, '2026-04-04T14:45:00Z'],
  ])('%s: %s %s %s', (_case, day, clock, zone, expected) => {
    expect(instant(day, clock, zone)).toBe(expected);
  });

  test('and back, at every hour of a year, in every one of these zones', () => {
    const wrong: string[] = [];
    for (const zone of [BERLIN, NEW_YORK, KOLKATA, LORD_HOWE])
      for (let hour = 0; hour < 365 * 24; hour += 1) {
        const at = new Date(Date.UTC(2026, 0, 1, hour));
        const wall = time.toWall(at, zone);
        const again = time.toInstant(wall, zone);
        // The second of two equal wall times reads as the first.
        const behind = time.minutesBetween(again, at);
        const same = time.toWall(again, zone);
        if (![0, 30, 60].includes(behind) || same.day !== wall.day || same.time !== wall.time)
          wrong.push(`${zone} ${at.toISOString()}`);
      }
    expect(wrong).toEqual([]);
  });
});

describe('days', () => {
  test('have 23, 25 and 23.5 hours when clocks change', () => {
    const hours = (day: string, zone: string) =>
      time.minutesBetween(time.startOfDay(day, zone), time.endOfDay(day, zone)) / 60;
    expect(hours('2026-03-28', BERLIN)).toBe(24);
    expect(hours('2026-03-29', BERLIN)).toBe(23);
    expect(hours('2026-10-25', BERLIN)).toBe(25);
    expect(hours('2026-10-04', LORD_HOWE)).toBe(23.5);
    expect(hours('2026-03-29', KOLKATA)).toBe(24);
  });

  test('begin at one where midnight is skipped', () => {
    const start = time.startOfDay('2026-09-06', 'America/Santiago');
    expect(time.toWall(start, 'America/Santiago')).toEqual({ day: '2026-09-06', time: '01:00' });
  });

  test('differ between zones', () => {
    expect(time.dayOf('2026-12-03T23:30:00Z', BERLIN)).toBe('2026-12-04');
    expect(time.dayOf('2026-12-03T23:30:00Z', NEW_YORK)).toBe('2026-12-03');
  });

  test('can be counted on the calendar', () => {
    expect(time.addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(time.addDays('2026-03-29', -1)).toBe('2026-03-28');
    expect(time.addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(time.daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(time.startOfWeek('2026-11-29')).toBe('2026-11-23');
    expect(time.weekdayOf('2026-11-29')).toBe(7);
  });
});

describe('zones', () => {
  test('are named by their city and told apart by their offset', () => {
    expect(time.zoneCity(NEW_YORK)).toBe('New York');
    expect(time.zoneCity('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
    expect(time.zoneCity('UTC')).toBe('UTC');
    expect(time.offsetText('2026-07-01T00:00:00Z', KOLKATA)).toBe('UTC+5:30');
    expect(time.offsetText('2026-07-01T00:00:00Z', NEW_YORK)).toBe('UTC−4');
    expect(time.offsetText('2026-07-01T00:00:00Z', 'UTC')).toBe('UTC');
  });

  test('are many, and unknown ones are refused', () => {
    expect(time.zones()).toEqual(expect.arrayContaining([BERLIN, 'Asia/Kolkata', 'Europe/Kyiv']));
    expect(time.zones()[0]).toBe('UTC');
    expect(time.isZone('Europe/Atlantis')).toBe(false);
    expect(time.viewerZone({ time_zone: KOLKATA })).toBe(KOLKATA);
    expect(time.viewerZone({ time_zone: 'Europe/Atlantis' })).toBe(time.browserZone());
  });

  test('tell when their clocks change next, to the minute', () => {
    const change = (from: string, zone: string, days?: number) =>
      time.nextClockChange(from, zone, days)?.toISOString() ?? null;
    expect(change('2026-03-10T12:34:56Z', BERLIN)).toBe('2026-03-29T01:00:00.000Z');
    expect(change('2026-10-20T00:00:00Z', NEW_YORK)).toBe('2026-11-01T06:00:00.000Z');
    expect(change('2026-09-20T00:00:00Z', LORD_HOWE)).toBe('2026-10-03T15:30:00.000Z');
    expect(change('2026-01-10T00:00:00Z', BERLIN)).toBeNull();
    expect(change('2026-01-10T00:00:00Z', KOLKATA, 365)).toBeNull();
  });

  test('know the night', () => {
    expect(time.isNight('2026-12-03T21:00:00Z', BERLIN)).toBe(true);
    expect(time.isNight('2026-12-03T06:00:00Z', BERLIN)).toBe(false);
  });
});

describe('texts', () => {
  const NOW = '2026-11-03T11:00:00Z';

  test('a time carries its city, and mine when it differs', () => {
    expect(time.formatTime('2026-11-03T13:00:00Z', BERLIN, NEW_YORK)).toBe(
      '14:00 Berlin · 08:00 for you',
    );
    expect(time.formatTime('2026-11-03T13:00:00Z', BERLIN, 'Europe/Paris')).toBe('14:00 Paris');
    expect(time.formatTime('2026-11-03T23:00:00Z', NEW_YORK, KOLKATA)).toBe(
      '18:00 New York · Wed 4 Nov 04:30 for you',
    );
  });

  test('between the clock changes of two zones the distance is another', () => {
    const at = (day: string) => time.toInstant({ day, time: '14:00' }, BERLIN);
    expect(time.formatTime(at('2026-10-20'), BERLIN, NEW_YORK)).toContain('08:00 for you');
    expect(time.formatTime(at('2026-10-27'), BERLIN, NEW_YORK)).toContain('09:00 for you');
  });

  test('a range names its day, and both where it crosses midnight', () => {
    const range = (start_time: string, end_time: string, viewer: string) =>
      time.formatRange({ start_time, end_time }, BERLIN, viewer, NOW);
    expect(range('2026-11-03T13:00:00Z', '2026-11-03T13:45:00Z', BERLIN)).toBe(
      'Tue 3 Nov, 14:00–14:45 Berlin',
    );
    expect(range('2026-11-03T13:00:00Z', '2026-11-03T13:45:00Z', NEW_YORK)).toBe(
      'Tue 3 Nov, 14:00–14:45 Berlin · 08:00–08:45 for you',
    );
    expect(range('2026-11-03T22:00:00Z', '2026-11-03T23:30:00Z', BERLIN)).toBe(
      'Tue 3 Nov, 23:00 – Wed 4 Nov 00:30 Berlin',
    );
    expect(range('2027-01-05T13:00:00Z', '2027-01-05T14:00:00Z', BERLIN)).toBe(
      'Tue 5 Jan 2027, 14:00–15:00 Berlin',
    );
  });

  test.each([
    ['2026-11-03T11:00:20Z', 'now'],
    ['2026-11-03T11:20:00Z', 'in 20 minutes'],
    ['2026-11-03T13:00:00Z', 'in 2 hours'],
    ['2026-11-03T09:00:00Z', '2 hours ago'],
    ['2026-11-04T13:00:00Z', 'tomorrow'],
    ['2026-11-06T08:00:00Z', 'in 3 days'],
    ['2026-11-01T08:00:00Z', '2 days ago'],
    ['2026-12-04T08:00:00Z', 'in 4 weeks'],
    ['2027-01-03T08:00:00Z', 'in 9 weeks'],
    ['2027-03-03T08:00:00Z', 'in 4 months'],
    ['2025-11-01T08:00:00Z', '1 year ago'],
  ])('%s is %s', (at, expected) => {
    expect(time.formatRelative(at, BERLIN, NOW)).toBe(expected);
  });

  test('relative and absolute stand together', () => {
    expect(time.formatWhen('2026-11-03T13:00:00Z', BERLIN, BERLIN, NOW)).toBe(
      'in 2 hours, 14:00 Berlin',
    );
    expect(time.formatWhen('2026-11-04T13:00:00Z', BERLIN, NEW_YORK, NOW)).toBe(
      'tomorrow, Wed 4 Nov 14:00 Berlin · 08:00 for you',
    );
  });

  test('durations', () => {
    expect([0, 45, 60, 90, 1440, 3060].map(time.formatDuration)).toEqual([
      '0 min',
      '45 min',
      '1 h',
      '1 h 30 min',
      '1 day',
      '2 days 3 h',
    ]);
  });

  test('days for headings', () => {
    expect(time.formatLongDay('2026-11-03')).toBe('Tuesday 3 November 2026');
  });
});

test('edges that touch do not overlap', () => {
  const from = (start_time: string, end_time: string) => ({ start_time, end_time });
  const nine = from('2026-12-03T09:00:00Z', '2026-12-03T10:00:00Z');
  expect(time.overlaps(nine, from('2026-12-03T10:00:00Z', '2026-12-03T11:00:00Z'))).toBe(false);
  expect(time.overlaps(nine, from('2026-12-03T09:59:00Z', '2026-12-03T11:00:00Z'))).toBe(true);
});

describe('what a clock change does to a wall time', () => {
  const at = (day: string, clock: string, zone = BERLIN) =>
    time.clockFault({ day, time: clock }, zone);

  test('says what a skipped time becomes', () => {
    expect(at('2027-03-28', '02:30')).toEqual({
      kind: 'skipped',
      becomes: { day: '2027-03-28', time: '03:30' },
    });
  });

  test('says that a time comes twice', () => {
    expect(at('2026-10-25', '02:30')).toEqual({
      kind: 'repeated',
      second: new Date('2026-10-25T01:30:00Z'),
    });
    expect(at('2026-11-01', '01:00', NEW_YORK)).toMatchObject({ kind: 'repeated' });
  });

  test('says nothing of all other times', () => {
    expect(at('2026-10-25', '01:59')).toBeNull();
    expect(at('2026-10-25', '03:00')).toBeNull();
    expect(at('2027-03-28', '03:00')).toBeNull();
  });
});

describe('what a link carries', () => {
  test.each([
    ['2026-11-03T13:00:00Z', 'Europe/Berlin', '2026-11-03T14:00:00+01:00'],
    ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25T02:30:00+01:00'],
    ['2026-11-01T02:00:00Z', 'America/St_Johns', '2026-10-31T23:30:00-02:30'],
  ])('%s in %s', (at, zone, text) => {
    expect(time.toOffsetRfc3339(at, zone)).toBe(text);
    expect(new Date(text)).toEqual(new Date(at));
  });
});

test('what has happened is never still to come', () => {
  const now = '2026-03-02T13:00:00Z';
  expect(time.formatPast('2026-03-02T13:00:50Z', 'UTC', now)).toBe('now, 13:00 UTC');
  expect(time.formatPast('2026-03-02T12:00:00Z', 'UTC', now)).toBe('1 hour ago, 12:00 UTC');
});
