import { expect, it } from 'vitest';
import { readOwned, setOwner } from './owned-storage';
import { parseWorkingHours, setWorkingHours, workingHours } from './working-hours';

const USUAL = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' };

it('is Monday to Friday, nine to five, until one chooses', () => {
  expect(parseWorkingHours(null)).toEqual(USUAL);
});

it('is read as it was stored, its days in order', () => {
  setOwner('ada');
  setWorkingHours({ days: [7, 2], start: '06:30', end: '14:00' });
  expect(workingHours.get().start).toBe('06:30');
  expect(parseWorkingHours(readOwned('local', 'working-hours'))).toEqual({
    days: [2, 7],
    start: '06:30',
    end: '14:00',
  });
  setOwner('grace');
  expect(workingHours.get()).toEqual(USUAL);
  setOwner('ada');
  expect(workingHours.get().start).toBe('06:30');
});

it.each([
  'no JSON',
  'null',
  '{"days":[],"start":"09:00","end":"17:00"}',
  '{"days":"Monday","start":"09:00","end":"17:00"}',
  '{"days":[1],"start":"17:00","end":"09:00"}',
  '{"days":[1],"start":"9","end":"17:00"}',
  '{"days":[1],"start":"09:00","end":"25:00"}',
])('is as usual where %s was stored', (stored) => {
  expect(parseWorkingHours(stored)).toEqual(USUAL);
});
