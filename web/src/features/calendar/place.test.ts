import { describe, expect, it } from 'vitest';
import { parseSearch, periodTitle, shownDays, stepDate } from './place';

describe('the URL', () => {
  it('says view and day', () => {
    expect(parseSearch({ view: 'month', date: '2026-11-03' })).toEqual({
      view: 'month',
      date: '2026-11-03',
    });
  });

  it.each([
    [{ view: 'year' }],
    [{ date: 'tomorrow' }],
    [{ date: '2026-13-45' }],
    [{ date: 20261103 }],
  ])('leaves out %o', (search) => {
    expect(parseSearch(search)).toEqual({});
  });
});

describe('the days that are shown', () => {
  it.each([
    ['month', '2026-11-24', '2026-10-26', '2026-12-06'],
    ['month', '2027-02-10', '2027-02-01', '2027-02-28'],
    ['week', '2026-11-29', '2026-11-23', '2026-11-29'],
    ['three', '2026-11-29', '2026-11-29', '2026-12-01'],
    ['day', '2026-11-24', '2026-11-24', '2026-11-24'],
    ['agenda', '2026-11-24', '2026-11-24', '2026-12-21'],
  ] as const)('%s of %s', (view, date, first, last) => {
    expect(shownDays(view, date)).toEqual({ first, last });
  });

  it.each([
    ['month', '2027-01-31', 1, '2027-02-28'],
    ['week', '2026-12-28', 1, '2027-01-04'],
    ['three', '2026-12-30', 1, '2027-01-02'],
    ['day', '2026-03-01', -1, '2026-02-28'],
    ['agenda', '2026-11-24', -1, '2026-10-27'],
  ] as const)('a %s on from %s', (view, date, count, then) => {
    expect(stepDate(view, date, count)).toBe(then);
  });

  it.each([
    ['month', 'November 2026'],
    ['day', 'Tue 24 Nov 2026'],
  ] as const)('%s is called %s', (view, title) => {
    expect(periodTitle(view, '2026-11-24')).toBe(title);
  });

  it('a week is called by its ends', () => {
    expect(periodTitle('week', '2026-11-24').replaceAll(/\s/g, ' ')).toBe('23 – 29 Nov 2026');
  });
});
