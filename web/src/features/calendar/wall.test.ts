import { describe, expect, it } from 'vitest';
import { addDays, startOfDay, toRfc3339 } from '@/lib/time';
import {
  bannerDays,
  fromGrid,
  gridSpan,
  isBanner,
  movedSpan,
  resizedSpan,
  selectedSpan,
  toGrid,
  workingSpan,
} from './wall';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';

function span(start_time: string, end_time: string) {
  return { start_time, end_time };
}

describe('wall times for the grid', () => {
  it.each([
    ['before the change in Berlin', '2026-10-24T12:00:00Z', BERLIN, '2026-10-24T14:00:00Z'],
    ['after it', '2026-10-25T12:00:00Z', BERLIN, '2026-10-25T13:00:00Z'],
    ['in New York', '2026-11-01T12:00:00Z', NEW_YORK, '2026-11-01T07:00:00Z'],
    ['on another day', '2026-11-02T02:00:00Z', NEW_YORK, '2026-11-01T21:00:00Z'],
    ['with half an hour', '2026-11-01T12:00:00Z', 'Asia/Kolkata', '2026-11-01T17:30:00Z'],
  ])('%s', (_name, at, zone, shown) => {
    expect(toGrid(at, zone)).toBe(shown);
    expect(toRfc3339(fromGrid(new Date(shown), zone))).toBe(at);
  });

  it('keeps every quarter of a year that the clocks show once', () => {
    for (const zone of [BERLIN, NEW_YORK])
      for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
        const noon = new Date(startOfDay(day, zone).getTime() + 12 * 3_600_000);
        expect(fromGrid(new Date(toGrid(noon, zone)), zone)).toEqual(noon);
      }
  });
});

describe('where a meeting is drawn', () => {
  it('has its length on a usual day', () => {
    expect(gridSpan(span('2026-11-03T13:00:00Z', '2026-11-03T13:45:00Z'), BERLIN)).toEqual({
      start: '2026-11-03T14:00:00Z',
      end: '2026-11-03T14:45:00Z',
    });
  });

  it('has its real length where the clocks go back while it lasts', () => {
    // 02:45 to 02:15, which comes again.
    expect(gridSpan(span('2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z'), BERLIN)).toEqual({
      start: '2026-10-25T02:45:00Z',
      end: '2026-10-25T03:15:00Z',
    });
  });

  it('spans the hour that the clocks skip', () => {
    expect(gridSpan(span('2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z'), BERLIN)).toEqual({
      start: '2026-03-29T01:30:00Z',
      end: '2026-03-29T03:30:00Z',
    });
  });
});

describe('what is selected, moved and resized', () => {
  const grid = (start: string, end: string) => ({ start: new Date(start), end: new Date(end) });

  it('reads a selection in the viewer’s zone', () => {
    const marked = grid('2026-11-03T14:00:00Z', '2026-11-03T14:45:00Z');
    expect(selectedSpan(marked, NEW_YORK)).toEqual(
      span('2026-11-03T19:00:00Z', '2026-11-03T19:45:00Z'),
    );
  });

  it('never ends before it starts, in the hour that comes twice or is skipped', () => {
    const skipped = selectedSpan(grid('2026-03-29T02:00:00Z', '2026-03-29T03:00:00Z'), BERLIN);
    expect(Date.parse(skipped.end_time)).toBeGreaterThan(Date.parse(skipped.start_time));
    const twice = resizedSpan(
      span('2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z'),
      'end',
      grid('2026-10-25T02:30:00Z', '2026-10-25T02:45:00Z'),
      BERLIN,
    );
    expect(twice).toEqual(span('2026-10-25T01:30:00Z', '2026-10-25T01:45:00Z'));
  });

  it('keeps the wall time and the length over a change of the clocks', () => {
    const friday = span('2026-10-23T08:00:00Z', '2026-10-23T09:30:00Z');
    const monday = { start: new Date('2026-10-26T10:00:00Z') };
    expect(movedSpan(friday, monday, BERLIN)).toEqual(
      span('2026-10-26T09:00:00Z', '2026-10-26T10:30:00Z'),
    );
    const night = span('2026-10-24T23:00:00Z', '2026-10-25T02:00:00Z');
    expect(movedSpan(night, { start: new Date('2026-10-26T01:00:00Z') }, BERLIN)).toEqual(
      span('2026-10-26T00:00:00Z', '2026-10-26T03:00:00Z'),
    );
  });

  it('keeps its time when it is moved to another day above the hours', () => {
    const friday = span('2026-10-23T08:00:00Z', '2026-10-24T08:00:00Z');
    const monday = { start: new Date('2026-10-26T00:00:00Z'), allDay: true };
    expect(movedSpan(friday, monday, BERLIN)).toEqual(
      span('2026-10-26T09:00:00Z', '2026-10-27T09:00:00Z'),
    );
  });

  it('stands above the hours from a whole day on, over the days that it touches', () => {
    const night = span('2026-11-03T18:00:00Z', '2026-11-04T06:00:00Z');
    const whole = span('2026-11-03T23:00:00Z', '2026-11-04T23:00:00Z');
    const long = span('2026-11-03T08:00:00Z', '2026-11-05T14:00:00Z');
    expect([night, whole, long].map(isBanner)).toEqual([false, true, true]);
    expect(bannerDays(whole, BERLIN)).toMatchObject({ start: '2026-11-04', end: '2026-11-05' });
    expect(bannerDays(long, BERLIN)).toMatchObject({ start: '2026-11-03', end: '2026-11-06' });
  });

  it('leaves the other edge alone', () => {
    const before = span('2026-11-03T13:00:00Z', '2026-11-03T14:00:00Z');
    expect(
      resizedSpan(before, 'end', grid('2026-11-03T14:00:00Z', '2026-11-03T15:30:00Z'), BERLIN),
    ).toEqual(span('2026-11-03T13:00:00Z', '2026-11-03T14:30:00Z'));
    expect(
      resizedSpan(before, 'start', grid('2026-11-03T13:15:00Z', '2026-11-03T15:00:00Z'), BERLIN),
    ).toEqual(span('2026-11-03T12:15:00Z', '2026-11-03T14:00:00Z'));
  });

  it('is the work of the days that are chosen, over a change of the clocks too', () => {
    const hours = { start: '08:30', end: '16:00' };
    expect(workingSpan('2026-10-23', '2026-10-26', hours, BERLIN)).toEqual(
      span('2026-10-23T06:30:00Z', '2026-10-26T15:00:00Z'),
    );
    expect(workingSpan('2026-10-26', '2026-10-26', hours, BERLIN)).toEqual(
      span('2026-10-26T07:30:00Z', '2026-10-26T08:00:00Z'),
    );
  });
});
