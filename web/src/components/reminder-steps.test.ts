import { expect, it } from 'vitest';
import { remindersText } from './reminder-steps';

it.each([
  [[], 'never'],
  [[0], 'when it begins'],
  [[1440, 15], '15 minutes and 1 day before'],
  [[0, 15, 60], 'when it begins, 15 minutes and 1 hour before'],
] as const)('%j is %s', (minutes, text) => expect(remindersText([...minutes])).toBe(text));
