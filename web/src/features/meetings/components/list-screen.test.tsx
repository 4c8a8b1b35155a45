import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import type { MeetingListItem } from '@/api/meetings';
import { aListItem, aMeeting, aPage, aParticipant, aUser } from '@/testing/factories';
import { renderApp, signInAs } from '@/testing/render';
import { at, server } from '@/testing/server';

let asked: URLSearchParams[];

beforeEach(() => {
  asked = [];
  signInAs(aUser());
});

function theServerHas(meetings: MeetingListItem[], count = meetings.length) {
  server.use(
    http.get(at('/api/meetings/'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(aPage(meetings, count));
    }),
  );
}

const second = aListItem({
  id: '0193b0a2-0000-7000-8000-000000000002',
  title: 'Review',
  is_organiser: true,
  my_status: null,
});

it('asks for what the address says', async () => {
  theServerHas([aListItem()], 120);
  renderApp('/dashboard/meetings?q=plan&status=scheduled&page=2');
  expect(await screen.findByText('51–100 of 120')).toBeVisible();
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
    search: 'plan',
    status: 'scheduled',
    page: '2',
    page_size: '50',
  });
  expect(screen.getByRole('searchbox')).toHaveValue('plan');
});

it('writes what is chosen and typed into the address', async () => {
  theServerHas([aListItem()]);
  const { user, router } = renderApp('/dashboard/meetings?page=2');
  await user.selectOptions(await screen.findByLabelText('My answer'), 'Maybe');
  await waitFor(() => expect(router.state.location.search).toEqual({ answer: 'tentative' }));
  await user.click(document.body);
  await user.keyboard('/');
  expect(screen.getByRole('searchbox')).toHaveFocus();
  await user.keyboard('budget');
  await waitFor(() =>
    expect(router.state.location.search).toEqual({ answer: 'tentative', q: 'budget' }),
  );
  expect(asked.map((one) => one.get('search')).filter(Boolean)).toEqual(['budget']);
  await user.keyboard('{Escape}');
  expect(screen.getByRole('searchbox')).not.toHaveFocus();
  expect(screen.getByRole('searchbox')).toHaveValue('budget');
});

it('moves by j and k, and answers the focused meeting', async () => {
  theServerHas([aListItem(), second]);
  const answers: unknown[] = [];
  server.use(
    http.get(at('/api/meetings/:id/'), () => HttpResponse.json(aMeeting())),
    http.patch(at('/api/meetings/:id/participants/1/status/'), async ({ request }) => {
      answers.push(await request.json());
      return HttpResponse.json(aParticipant({ status: 'accepted' }));
    }),
  );
  const { user } = renderApp('/dashboard/meetings');
  await screen.findByRole('link', { name: 'Planning' });
  await user.keyboard('j');
  expect(screen.getByRole('link', { name: 'Planning' })).toHaveFocus();
  await user.keyboard('j');
  expect(screen.getByRole('link', { name: 'Review' })).toHaveFocus();
  await user.keyboard('y');
  await user.keyboard('ky');
  await waitFor(() => expect(answers).toEqual([{ status: 'accepted', sequence: 0 }]));
});

it('keeps an answer that is on its way when the next is given', async () => {
  const review = { ...second, my_status: 'pending' as const };
  theServerHas([aListItem(), review]);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const answers: unknown[] = [];
  server.use(
    http.get(at('/api/meetings/:id/'), async ({ params: { id } }) => {
      if (id !== review.id) await held;
      return HttpResponse.json(aMeeting({ id: String(id) }));
    }),
    http.patch(
      at('/api/meetings/:id/participants/1/status/'),
      async ({ request, params: { id } }) => {
        answers.push([id, ((await request.json()) as { status: string }).status]);
        return HttpResponse.json(aParticipant());
      },
    ),
  );
  const { user } = renderApp('/dashboard/meetings');
  await screen.findByRole('link', { name: 'Planning' });
  await user.keyboard('jyjm');
  await waitFor(() => expect(screen.queryAllByRole('button', { name: 'Maybe' })).toEqual([]));
  release();
  await waitFor(() =>
    expect(answers).toEqual([
      [aListItem().id, 'accepted'],
      [review.id, 'tentative'],
    ]),
  );
});

it('edits by e what I organise', async () => {
  theServerHas([second]);
  server.use(http.get(at('/api/meetings/:id/'), () => HttpResponse.json(aMeeting(second))));
  const { user, router } = renderApp('/dashboard/meetings');
  await screen.findByRole('link', { name: 'Review' });
  await user.keyboard('je');
  await waitFor(() => expect(router.state.location.pathname).toMatch(/2\/edit$/));
});

it('shows Yes, Maybe and No only where an answer is due', async () => {
  theServerHas([aListItem(), { ...second, my_status: 'accepted' }]);
  renderApp('/dashboard/meetings');
  const rows = await screen.findAllByRole('listitem');
  expect(within(rows[0] as HTMLElement).getByRole('button', { name: 'Maybe' })).toBeVisible();
  expect(within(rows[1] as HTMLElement).queryByRole('button', { name: 'Maybe' })).toBeNull();
  expect(within(rows[1] as HTMLElement).getByText('You: yes')).toBeVisible();
});

it('says how many have answered, and what became of a meeting, but not what goes without saying', async () => {
  const more = { id: '0193b0a2-0000-7000-8000-000000000003', participant_count: 5 };
  theServerHas([
    aListItem({ participant_count: 5, answered_count: 3 }),
    { ...second, ...more, status: 'cancelled' },
  ]);
  renderApp('/dashboard/meetings');
  const rows = await screen.findAllByRole('listitem');
  expect(rows[0]).toHaveTextContent('3 of 5 answered');
  expect(rows[0]).not.toHaveTextContent('Scheduled');
  expect(rows[1]).toHaveTextContent('5 people');
  expect(rows[1]).toHaveTextContent('Cancelled');
});

it('says what to do when there is nothing, and when nothing fits', async () => {
  theServerHas([]);
  const { router } = renderApp('/dashboard/meetings');
  expect(await screen.findByRole('link', { name: 'Plan the first one' })).toBeVisible();
  await router.navigate({ to: '/dashboard/meetings', search: { q: 'nowhere' } });
  expect(await screen.findByText(/all the words of “nowhere”/)).toBeVisible();
  expect(screen.getByRole('link', { name: 'Show all meetings' })).toBeVisible();
});
