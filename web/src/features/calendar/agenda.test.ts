import { describe, expect, it } from 'vitest';
import { aListItem } from '@/testing/factories';
import { groupByDay } from './agenda';

const days = { first: '2026-11-24', last: '2026-11-30' };
const titles = (zone: string, ...meetings: ReturnType<typeof aListItem>[]) =>
  groupByDay(meetings, days, zone).map(({ day, meetings: of }) => [
    day,
    of.map(({ title }) => title),
  ]);
const at = (title: string, start_time: string, end_time: string) =>
  aListItem({ id: title, title, start_time, end_time });

describe('the agenda', () => {
  it('has a heading for each day of the reader that has meetings, in order', () => {
    const late = at('Late', '2026-11-26T03:30:00Z', '2026-11-26T04:00:00Z');
    const early = at('Early', '2026-11-25T08:00:00Z', '2026-11-25T09:00:00Z');
    expect(titles('Europe/Berlin', late, early)).toEqual([
      ['2026-11-25', ['Early']],
      ['2026-11-26', ['Late']],
    ]);
    expect(titles('America/New_York', late, early)).toEqual([['2026-11-25', ['Early', 'Late']]]);
  });

  it('shows what lasts over midnight on both days, but not what ends at midnight', () => {
    const dinner = at('Dinner', '2026-11-27T21:00:00Z', '2026-11-28T00:00:00Z');
    const cinema = at('Cinema', '2026-11-29T21:00:00Z', '2026-11-29T23:00:00Z');
    expect(titles('Europe/Berlin', dinner, cinema)).toEqual([
      ['2026-11-27', ['Dinner']],
      ['2026-11-28', ['Dinner']],
      ['2026-11-29', ['Cinema']],
    ]);
  });

  it('leaves out what is beside the days', () => {
    const before = at('Before', '2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z');
    const after = at('After', '2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z');
    const through = at('Through', '2026-11-23T20:00:00Z', '2026-11-24T10:00:00Z');
    expect(titles('Europe/Berlin', before, after, through)).toEqual([['2026-11-24', ['Through']]]);
  });
});
