import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import type { Meeting } from '@/api/meetings';
import { aMeeting, aPage, aParticipant, aUser } from '@/testing/factories';
import { renderApp, signInAs } from '@/testing/render';
import { at, problem, server } from '@/testing/server';

const me = aUser();
const mine = aMeeting({
  created_by: me.id,
  created_by_email: me.email,
  participants: [aParticipant({ user: null, email: 'grace@example.com', status: 'accepted' })],
});
const PAGE = `/dashboard/meetings/${mine.id}/edit`;

let stored: { meeting: Meeting; etag: string };
let sent: { body: Record<string, unknown>; match: string | null }[];

beforeEach(() => {
  stored = { meeting: mine, etag: '"1-a"' };
  sent = [];
  signInAs(me);
  server.use(
    http.post(at('/api/meetings/check-conflicts/'), () =>
      HttpResponse.json({ has_conflicts: false, conflicts: {}, unknown: [] }),
    ),
    http.get(at('/api/meetings/:id/history/'), () => HttpResponse.json(aPage([]))),
    http.get(at('/api/meetings/:id/notifications/'), () => HttpResponse.json(aPage([]))),
    http.get(at('/api/meetings/:id/'), () =>
      HttpResponse.json(stored.meeting, { headers: { ETag: stored.etag } }),
    ),
    http.patch(at('/api/meetings/:id/'), async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      const match = request.headers.get('If-Match');
      sent.push({ body, match });
      if (match !== stored.etag) return problem(412, 'stale');
      return HttpResponse.json({ ...stored.meeting, ...body }, { headers: { ETag: '"9-z"' } });
    }),
  );
});

it('says who gets mail before one saves, and sends what changed alone', async () => {
  const { user, router } = renderApp(PAGE);
  const description = await screen.findByLabelText(/Description/);
  expect(screen.getByText('Nothing has changed yet.')).toBeVisible();
  await user.type(description, 'x');
  expect(screen.getByText('Nobody is mailed.')).toBeVisible();
  await user.clear(screen.getByLabelText('Starts, time'));
  await user.type(screen.getByLabelText('Starts, time'), '1500{Tab}');
  expect(screen.getByLabelText('Ends, time')).toHaveValue('15:45');
  expect(screen.getByText(/1 person gets an update; .* asked again/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: /^Save/ }));
  await waitFor(() => expect(router.state.location.pathname).not.toMatch(/edit$/));
  expect(sent).toEqual([
    {
      match: '"1-a"',
      body: {
        description: 'x',
        start_time: '2026-12-03T14:00:00Z',
        end_time: '2026-12-03T14:45:00Z',
      },
    },
  ]);
});

it('shows another person’s change, loses nothing, and saves over it when told', async () => {
  const { user } = renderApp(PAGE);
  await user.type(await screen.findByLabelText(/Description/), 'Mine');
  stored = {
    etag: '"2-b"',
    meeting: { ...mine, title: 'Their title', description: 'Theirs' },
  };
  await user.click(screen.getByRole('button', { name: /^Save/ }));
  const panel = await screen.findByRole('alert', { name: 'Changed by somebody else' });
  expect(screen.getByLabelText('Title')).toHaveValue('Their title');
  expect(screen.getByLabelText(/Description/)).toHaveValue('Mine');
  await user.click(within(panel).getByRole('button', { name: /^Both/ }));
  expect(screen.getByLabelText(/Description/)).toHaveValue('Theirs\n\nMine');
  const title = within(panel).getByRole('group', { name: 'Title' });
  await user.click(within(title).getByRole('button', { name: /^Yours/ }));
  expect(screen.getByText('1 person gets an update.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: /^Save/ }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toEqual({
    match: '"2-b"',
    body: { title: 'Planning', description: 'Theirs\n\nMine' },
  });
});

it('takes it for saved when an earlier try came through', async () => {
  const { user, router } = renderApp(PAGE);
  await user.type(await screen.findByLabelText(/Description/), 'Mine');
  stored = { etag: '"2-b"', meeting: { ...mine, description: 'Mine' } };
  await user.click(screen.getByRole('button', { name: /^Save/ }));
  await waitFor(() => expect(router.state.location.pathname).not.toMatch(/edit$/));
});

it('is for the organiser alone', async () => {
  stored.meeting = aMeeting();
  renderApp(PAGE);
  expect(await screen.findByText('Only the organiser can change this meeting')).toBeVisible();
  expect(screen.queryByLabelText('Title')).toBeNull();
});
