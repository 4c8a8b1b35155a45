import { describe, expect, it } from 'vitest';
import { readingsOf } from './clocks';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const week = (first: string, last: string) => ({ first, last });

describe('the hours of a second zone', () => {
  it('are one reading in a usual week, though both zones have summer time', () => {
    expect(readingsOf('14:00', BERLIN, NEW_YORK, week('2026-11-09', '2026-11-15'))).toEqual([
      { from: '2026-11-09', time: '08:00' },
    ]);
  });

  it('are two in the week in which the first zone’s clocks change', () => {
    expect(readingsOf('14:00', BERLIN, NEW_YORK, week('2026-10-19', '2026-10-25'))).toEqual([
      { from: '2026-10-19', time: '08:00' },
      { from: '2026-10-25', time: '09:00' },
    ]);
    // The clocks change at three.
    expect(readingsOf('01:00', BERLIN, NEW_YORK, week('2026-10-19', '2026-10-25'))).toEqual([
      { from: '2026-10-19', time: '19:00' },
    ]);
  });

  it('are two in the week in which the second zone’s clocks change', () => {
    expect(readingsOf('14:00', BERLIN, NEW_YORK, week('2026-10-26', '2026-11-01'))).toEqual([
      { from: '2026-10-26', time: '09:00' },
      { from: '2026-11-01', time: '08:00' },
    ]);
  });

  it('are three where both change within the days', () => {
    const times = readingsOf('14:00', BERLIN, NEW_YORK, week('2026-10-24', '2026-11-01'));
    expect(times.map(({ time }) => time)).toEqual(['08:00', '09:00', '08:00']);
  });
});
