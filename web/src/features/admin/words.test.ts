import { expect, it } from 'vitest';
import { permissionsText } from './permissions';
import { ageText, countOf, sizeText } from './words';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [73_400_320, '73.4 MB'],
  [4e15, '4000.0 TB'],
])('%d bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));

it.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [3599, '59 minutes'],
  [90_000, '1 day'],
])('%d seconds are %s', (seconds, text) => expect(ageText(seconds)).toBe(text));

it('counts', () => {
  expect(countOf(1, 'user')).toBe('1 user');
  expect(countOf(1200, 'reply', 'replies')).toBe('1,200 replies');
});

it('says what permissions allow', () => {
  expect(permissionsText([])).toBe('Nothing');
  expect(permissionsText(['users.edit', 'users.view'])).toBe('See users, change users');
});
