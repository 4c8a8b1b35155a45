import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { MeetingListItem, ParticipantStatus } from '@/api/meetings';
import { logOut } from '@/api/session';
import { findClashes } from '@/components/meetings/clashes';
import { aListItem, aMeeting, aPage, aParticipant, aUser } from '@/testing/factories';
import { renderApp, signInAs } from '@/testing/render';
import { at, problem, server } from '@/testing/server';

const NOW = new Date('2026-12-03T11:00:00Z');

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  server.use(http.post(at('/api/auth/logout/'), () => HttpResponse.json({})));
  await logOut();
  return () => vi.useRealTimers();
});

/** A server with these meetings, which takes answers. */
function meetings(items: MeetingListItem[]) {
  const answers: unknown[] = [];
  signInAs(aUser());
  server.use(
    http.get(at('/api/meetings/'), ({ request }) => {
      const wanted = new URL(request.url).searchParams.get('my_status');
      return HttpResponse.json(
        aPage(items.filter(({ my_status }) => !wanted || my_status === wanted)),
      );
    }),
    http.get(at('/api/meetings/summary/'), () =>
      HttpResponse.json({
        total: items.length,
        upcoming: items.length,
        completed: 0,
        cancelled: 0,
        awaiting_my_answer: items.filter(({ my_status }) => my_status === 'pending').length,
      }),
    ),
    http.get(at('/api/meetings/:id/'), ({ params }) =>
      HttpResponse.json(
        aMeeting({
          id: String(params.id),
          participants: [
            aParticipant({ id: 6, user: null, email: 'grace@example.com' }),
            aParticipant({ id: 7, user: null, email: 'Ada@Example.com' }),
          ],
        }),
      ),
    ),
    http.patch(at('/api/meetings/:id/participants/:pid/status/'), async ({ request, params }) => {
      const { status } = (await request.json()) as { status: ParticipantStatus };
      answers.push([params.pid, status]);
      const item = items.find(({ id }) => id === params.id);
      if (item) item.my_status = status;
      return HttpResponse.json(aParticipant({ id: 7, status }));
    }),
  );
  return answers;
}

const region = (name: string) => screen.findByRole('region', { name });

test('says what is next, with when in words and on the clock', async () => {
  meetings([aListItem({ my_status: 'accepted', time_zone: 'America/New_York' })]);
  renderApp('/dashboard');
  const next = await region('Next meetings');
  await within(next).findByText(/08:00/);
  expect(next).toHaveTextContent('in 2 hours, 08:00 New York · 14:00 for you');
  expect(within(next).getByText('Yes')).toBeVisible();
});

test('an empty one offers to plan a meeting', async () => {
  meetings([]);
  renderApp('/dashboard');
  expect(await screen.findByRole('link', { name: 'Plan a meeting' })).toHaveAttribute(
    'href',
    '/dashboard/meetings/new',
  );
  expect(await screen.findByText('Nothing waits for you')).toBeVisible();
  expect(await screen.findByText('Nothing clashes')).toBeVisible();
});

describe('an answer', () => {
  test('is given with one click, as the participant I am, and can be undone', async () => {
    const answers = meetings([aListItem()]);
    const { user } = renderApp('/dashboard');
    await user.click(await screen.findByRole('button', { name: 'Yes' }));
    expect(await screen.findByText('Nothing waits for you')).toBeVisible();
    await waitFor(() => expect(answers).toEqual([['7', 'accepted']]));
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(answers.at(-1)).toEqual(['7', 'pending']));
    expect(await screen.findByRole('button', { name: 'Yes' })).toBeVisible();
  });

  test('that the server refuses is taken back, and said', async () => {
    meetings([aListItem()]);
    server.use(
      http.patch(at('/api/meetings/:id/participants/:pid/status/'), () => problem(409, 'conflict')),
    );
    const { user } = renderApp('/dashboard');
    await user.click(await screen.findByRole('button', { name: 'No' }));
    expect((await screen.findAllByText(/Somebody else changed this/))[0]).toBeVisible();
    expect(await screen.findByRole('button', { name: 'No' })).toBeVisible();
  });
});

describe('clashes', () => {
  const from = (id: string, start: string, end: string, more: Partial<MeetingListItem> = {}) =>
    aListItem({
      id,
      title: id,
      start_time: `2026-12-03T${start}:00Z`,
      end_time: `2026-12-03T${end}:00Z`,
      my_status: 'accepted',
      ...more,
    });
  const pairs = (...items: MeetingListItem[]) =>
    findClashes(items).map(({ first, second }) => `${first.id}${second.id}`);

  test('are pairs that overlap; edges that touch do not', () => {
    expect(
      pairs(
        from('d', '12:00', '13:00'),
        from('a', '09:00', '12:00'),
        from('c', '11:00', '12:00'),
        from('b', '10:00', '10:30'),
      ),
    ).toEqual(['ab', 'ac']);
  });

  test('leave out what I declined and what is off', () => {
    const all = from('a', '09:00', '12:00');
    expect(pairs(all, from('b', '10:00', '11:00', { my_status: 'declined' }))).toEqual([]);
    expect(pairs(all, from('b', '10:00', '11:00', { status: 'cancelled' }))).toEqual([]);
    expect(pairs(all, from('b', '10:00', '11:00', { my_status: null }))).toEqual(['ab']);
  });

  test('are shown with both names', async () => {
    meetings([from('Planning', '13:00', '14:00'), from('Review', '13:30', '15:00')]);
    renderApp('/dashboard');
    const clashes = await region('Clashes in the coming week');
    expect(await within(clashes).findByRole('link', { name: 'Planning' })).toBeVisible();
    expect(within(clashes).getByRole('link', { name: 'Review' })).toBeVisible();
  });
});

test('the palette finds a meeting and goes there', async () => {
  meetings([aListItem({ my_status: 'accepted' })]);
  const { user, router } = renderApp('/dashboard');
  await screen.findByText(/in 2 hours/);
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox'), 'plann');
  await screen.findByRole('option', { name: /Planning/ });
  await user.keyboard('{Enter}');
  await waitFor(() =>
    expect(router.state.location.pathname).toBe(`/dashboard/meetings/${aListItem().id}`),
  );
});
