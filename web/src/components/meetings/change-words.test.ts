import { expect, it } from 'vitest';
import '@/lib/letters';
import { fieldText, valueText } from './change-words';

it.each([
  ['start_time', '2027-12-03T08:00:00Z', 'Starts', 'Fri 3 Dec 2027, 09:00 Berlin'],
  ['time_zone', 'America/New_York', 'Time zone', 'New York'],
  ['status', 'pending', 'Status', 'No answer yet'],
  ['conflict_policy', 'forbid', 'Clashes', 'forbidden'],
  ['is_co_organiser', 'true', 'Co-organiser', 'yes'],
  ['title', 'pending', 'Title', 'pending'],
  ['location', '', 'Location', 'empty'],
  ['fold_count', '3', 'Fold count', '3'],
])('%s %s', (field, value, name, text) => {
  expect(fieldText(field)).toBe(name);
  expect(valueText(field, value, 'Europe/Berlin', new Date('2026-11-03T12:00:00Z'))).toBe(text);
});

it('gives addresses of international domains their own letters, one or several', () => {
  const now = new Date('2026-12-01T09:00:00Z');
  const shown = (field: string, value: string) => valueText(field, value, 'UTC', now);
  const kept = 'zoe@xn--mller-kva.example, bob@example.org';
  expect(shown('participants', kept)).toBe('zoe@müller.example, bob@example.org');
  expect(shown('organiser', 'zoe@xn--mller-kva.example')).toBe('zoe@müller.example');
  expect(shown('title', kept)).toBe(kept);
});
