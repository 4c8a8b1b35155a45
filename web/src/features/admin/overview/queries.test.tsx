import { expect, it } from 'vitest';
import { isEstablished, type Overview } from './queries';

const server: Overview['server'] = { version: '1', started_at: '', uptime_seconds: 60 };
const users: Overview['users'] = { total: 3, active: 3, staff: 1, new_in_7_days: 3 };

it('is new while every account is, and the server has not run for a week', () => {
  expect(isEstablished({ users, server })).toBe(false);
  expect(isEstablished({ users: { ...users, total: 4 }, server })).toBe(true);
  const long = { ...server, uptime_seconds: 8 * 24 * 3600 };
  expect(isEstablished({ users, server: long })).toBe(true);
});
