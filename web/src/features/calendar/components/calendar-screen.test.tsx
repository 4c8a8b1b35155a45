import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { aListItem, aMeeting, aPage, aParticipant, aUser } from '@/testing/factories';
import { renderApp, signInAs } from '@/testing/render';
import { at, problem, server } from '@/testing/server';

const AGENDA = '/dashboard/calendar?view=agenda&date=2026-12-01';
const counts = { total: 2, upcoming: 2, completed: 0, cancelled: 0, awaiting_my_answer: 1 };

/** The first test waits for the page's own file too. */
const FIRST = { timeout: 10_000 };

beforeEach(() => {
  signInAs(aUser());
  server.use(http.get(at('/api/meetings/summary/'), () => HttpResponse.json(counts)));
});

it('lists all pages of the shown days under headings of the reader’s days', async () => {
  const asked: string[] = [];
  server.use(
    http.get(at('/api/meetings/'), ({ request }) => {
      const { searchParams } = new URL(request.url);
      if (searchParams.get('from_date') !== '2026-11-30') return HttpResponse.json(aPage([]));
      asked.push(`${searchParams.get('to_date')} ${searchParams.get('page')}`);
      return searchParams.get('page') === '1'
        ? HttpResponse.json({ ...aPage([aListItem({ id: 'a' })], 2), next: 'more' })
        : HttpResponse.json(aPage([aListItem({ id: 'b', title: 'Off', status: 'cancelled' })], 2));
    }),
  );
  const { user } = renderApp(AGENDA);
  const day = await screen.findByRole('region', { name: 'Thursday 3 December 2026' }, FIRST);
  expect(within(day).getByText('14:00–14:45 Berlin')).toBeVisible();
  expect(asked).toEqual(['2026-12-29 1', '2026-12-29 2']);

  expect(within(day).queryByText('Off')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'What the calendar shows' }));
  await user.click(screen.getByLabelText('Show cancelled meetings'));
  expect(within(day).getByText('Off')).toBeVisible();
});

it('m shows the month, but answers Maybe while a meeting has the focus', async () => {
  const answers: unknown[] = [];
  server.use(
    http.get(at('/api/meetings/'), () =>
      HttpResponse.json(aPage(answers.length > 0 ? [] : [aListItem()])),
    ),
    http.get(at('/api/meetings/:id/'), () => HttpResponse.json(aMeeting())),
    http.patch(at('/api/meetings/:id/participants/1/status/'), async ({ request }) => {
      answers.push(await request.json());
      return HttpResponse.json(aParticipant({ status: 'tentative' }));
    }),
  );
  const { user, router } = renderApp(AGENDA);
  const meeting = await screen.findByRole('link', { name: 'Planning' });
  meeting.focus();
  await user.keyboard('m');
  await waitFor(() => expect(answers).toEqual([{ status: 'tentative', sequence: 0 }]));
  expect(router.state.location.search).toMatchObject({ view: 'agenda' });

  meeting.blur();
  await user.keyboard('m');
  await waitFor(() => expect(router.state.location.search).toMatchObject({ view: 'month' }));
});

it('e edits the focused meeting of a co-organiser', async () => {
  const meeting = aListItem({ can_edit: true });
  server.use(
    http.get(at('/api/meetings/'), () => HttpResponse.json(aPage([meeting]))),
    http.get(at('/api/meetings/:id/'), () => HttpResponse.json(aMeeting({ can_edit: true }))),
  );
  const { user, router } = renderApp(AGENDA);
  (await screen.findByRole('link', { name: 'Planning' })).focus();
  await user.keyboard('e');
  await waitFor(() =>
    expect(router.state.location.pathname).toBe(`/dashboard/meetings/${meeting.id}/edit`),
  );
});

it('says when it could not be read, and reads it again', async () => {
  let broken = true;
  server.use(
    http.get(at('/api/meetings/'), () =>
      broken ? problem(403, 'forbidden') : HttpResponse.json(aPage([aListItem()])),
    ),
  );
  const { user } = renderApp(AGENDA);
  const again = await screen.findByRole('button', { name: 'Try again' });
  broken = false;
  await user.click(again);
  expect(await screen.findByRole('link', { name: 'Planning' })).toBeVisible();
});
