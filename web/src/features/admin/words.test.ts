import { expect, it } from 'vitest';
import { permissionsText } from './permissions';
import { ageText, countOf, limitText, sizeText } from './words';

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

it.each([
  ['MAIL_LIMIT_ACCOUNT_HOUR', 'a@x.org', null, 'From a@x.org, an hour'],
  ['MAIL_LIMIT_PAIR_DAY', 'a@x.org', 'b@x.org', 'From a@x.org to b@x.org, a day'],
  ['MAIL_LIMIT_STRANGER_DAY', null, 'b@x.org', 'From strangers to b@x.org, a day'],
  ['MAIL_LIMIT_HOUR', null, null, 'This server, an hour'],
] as const)('%s is told in words', (setting, from, to, text) => {
  expect(limitText({ setting, from, to, count: 1, limit: 1, is_reached: true })).toBe(text);
});
