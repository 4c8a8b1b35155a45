import { describe, expect, test } from 'vitest';
import { clockFaultText, parseClock, stepClock } from './typed-clock';

describe('typed clocks', () => {
  test.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['0930', '09:30'],
    ['9:30', '09:30'],
    ['14.15', '14:15'],
    ['14:30:00', '14:30'],
    ['2pm', '14:00'],
    ['2 pm', '14:00'],
    ['2p', '14:00'],
    ['230pm', '14:30'],
    ['2:30 p.m.', '14:30'],
    ['2:30 P. M.', '14:30'],
    ['2.30\u00a0pm', '14:30'],
    ['11 a.m.', '11:00'],
    ['12 am', '00:00'],
    ['12:30pm', '12:30'],
    ['19h', '19:00'],
    ['14h30', '14:30'],
    ['14 h 30', '14:30'],
    ['14:30h', '14:30'],
    ['19 Uhr', '19:00'],
    ['19:30 Uhr', '19:30'],
    ['9 o’clock', '09:00'],
    ['noon', '12:00'],
    [' 12 Noon ', '12:00'],
    ['１４：３０', '14:30'],
    ['14：30', '14:30'],
    ['14∶30', '14:30'],
  ])('%s is %s', (typed, expected) => {
    expect(parseClock(typed)).toBe(expected);
  });

  test.each([
    ['', 'Enter a time, such as 14:30.'],
    ['24:00', 'Midnight starts a day: enter 00:00 on that day.'],
    ['midnight', 'Midnight starts a day: enter 00:00 on that day.'],
    ['25', '“25” isn’t a time. Try 14:30 or 2:30 pm.'],
    ['12:60', '“12:60” isn’t a time. Try 14:30 or 2:30 pm.'],
    ['9:5', '“9:5” isn’t a time. Try 14:30 or 2:30 pm.'],
    ['13pm', '“13pm” isn’t a time. Try 14:30 or 2:30 pm.'],
    ['0:30 am', '“0:30 am” isn’t a time. Try 14:30 or 2:30 pm.'],
    ['-1', '“-1” isn’t a time. Try 14:30 or 2:30 pm.'],
    ['14:30:30', '“14:30:30” isn’t a time. Try 14:30 or 2:30 pm.'],
    ['14:30-15:00', '“14:30-15:00” isn’t a time. Try 14:30 or 2:30 pm.'],
    ['soon', '“soon” isn’t a time. Try 14:30 or 2:30 pm.'],
  ])('%s is refused with a reason', (typed, reason) => {
    expect(parseClock(typed)).toBeNull();
    expect(clockFaultText(typed)).toBe(reason);
  });

  test('step within the day', () => {
    expect(stepClock('09:00', 15)).toBe('09:15');
    expect(stepClock('00:05', -15)).toBe('00:00');
    expect(stepClock('23:50', 15)).toBe('23:59');
  });
});
