import { expect, it } from 'vitest';
import { aMeeting, aParticipant } from '@/testing/factories';
import { cancelText, changeText, planText } from './consequences';

const grace = aParticipant({ id: 2, email: 'alan@example.com', name: 'Alan', status: 'accepted' });
const ada = aParticipant({ id: 1, name: 'Ada' });
const organiser = aParticipant({ id: 3, email: 'grace@example.com', name: 'Grace' });
const base = aMeeting({ participants: [ada, grace, organiser] });

it('a new meeting mails everybody but oneself', () => {
  expect(planText(['a@example.com', 'b@example.com', 'me@example.com'], 'me@example.com')).toBe(
    '2 people get an invitation.',
  );
  expect(planText([], 'me@example.com')).toBe('Nobody is mailed: you invite nobody.');
});

it.each([
  ['nothing', {}, 'Nothing has changed yet.'],
  ['the description', { description: 'x' }, 'Nobody is mailed.'],
  ['the policy', { conflict_policy: 'forbid' as const }, 'Nobody is mailed.'],
  ['the title', { title: 'x' }, '2 people get an update.'],
  [
    'the time',
    { start_time: '2026-12-03T14:00:00Z' },
    '2 people get an update; the time changed, so the one who has answered will be asked again.',
  ],
])('a change of %s says who gets mail', (_what, change, text) => {
  expect(changeText(change, base)).toBe(text);
});

it('a change of a meeting that is cancelled mails nobody', () => {
  expect(changeText({ title: 'x' }, { ...base, status: 'cancelled' })).toMatch(/^Nobody/);
});

it('cancelling names who is told', () => {
  expect(cancelText(base)).toBe('Ada and Alan get a mail that it does not take place.');
  expect(cancelText({ ...base, status: 'completed' })).toBe('Nobody is mailed.');
});
