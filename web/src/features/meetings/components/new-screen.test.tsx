import { screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { logOut } from '@/api/session';
import { aMeeting, aPage, aUser } from '@/testing/factories';
import { renderApp, signInAs } from '@/testing/render';
import { at, problem, server } from '@/testing/server';

const clash = {
  id: null,
  title: 'Busy',
  start_time: '2026-12-03T13:00:00Z',
  end_time: '2026-12-03T14:00:00Z',
};
const PAGE =
  '/dashboard/meetings/new?start=2026-12-03T13:00:00Z&end=2026-12-03T13:45:00Z&people=grace@example.com,alan@example.com';

let checked: { participant_emails: string[]; start_time: string }[];
let sent: { body: unknown; key: string | null }[];

beforeEach(() => {
  checked = [];
  sent = [];
  signInAs(aUser());
  server.use(
    http.post(at('/api/meetings/check-conflicts/'), async ({ request }) => {
      checked.push((await request.json()) as (typeof checked)[number]);
      return HttpResponse.json({
        has_conflicts: true,
        conflicts: { 'grace@example.com': [clash] },
        unknown: [],
      });
    }),
    http.get(at('/api/meetings/:id/'), () => HttpResponse.json(aMeeting())),
    http.get(at('/api/meetings/:id/history/'), () => HttpResponse.json(aPage([]))),
    http.get(at('/api/meetings/:id/notifications/'), () => HttpResponse.json(aPage([]))),
  );
});

function theServerAnswers(...answers: (() => Response)[]) {
  server.use(
    http.post(at('/api/meetings/'), async ({ request }) => {
      sent.push({
        body: await request.json(),
        key: request.headers.get('Idempotency-Key'),
      });
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      return answer?.();
    }),
  );
}

const made = () => HttpResponse.json(aMeeting(), { status: 201 });

it('shows who is busy while one plans, and what saving does', async () => {
  renderApp(PAGE);
  expect(await screen.findByText('1 of 3 is busy')).toBeVisible();
  expect(checked).toHaveLength(1);
  expect(checked[0]).toMatchObject({
    start_time: '2026-12-03T13:00:00Z',
    participant_emails: ['ada@example.com', 'alan@example.com', 'grace@example.com'],
  });
  expect(screen.getByText(/Busy, Thu 3 Dec, 14:00–15:00 Berlin/)).toBeInTheDocument();
  expect(screen.getByText('2 people get an invitation.')).toBeVisible();
});

it('saves by Ctrl+Enter, and is then on the page of the meeting', async () => {
  theServerAnswers(made);
  const { user, router } = renderApp(PAGE);
  await user.type(await screen.findByLabelText('Title'), 'Planning{Control>}{Enter}{/Control}');
  await waitFor(() => expect(router.state.location.pathname).toMatch(/0001$/));
  expect(sent[0]?.body).toMatchObject({ title: 'Planning', start_time: '2026-12-03T13:00:00Z' });
});

it('begins with what is usual on this server, and leaves it to the server', async () => {
  server.use(
    http.get(at('/api/instance/'), () =>
      HttpResponse.json({
        registration: 'open',
        allowed_mail_domains: [],
        reminder_minutes: [],
        conflict_policy: 'forbid',
      }),
    ),
  );
  theServerAnswers(() => problem(500, 'internal'), made);
  const { user } = renderApp(`${PAGE}&title=Planning`);
  await waitFor(() => expect(screen.getByLabelText('Forbid clashes')).toBeChecked());
  expect(screen.getByText(/^It cannot be saved like this/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: /Plan and invite/ }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.body).not.toHaveProperty('conflict_policy');
  await user.click(screen.getByLabelText('Forbid clashes'));
  await user.click(screen.getByRole('button', { name: /Plan and invite/ }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.body).toMatchObject({ conflict_policy: 'warn' });
});

it('asks for a title before the server is asked', async () => {
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: /Plan and invite/ }));
  expect(screen.getByText('What is the meeting called?')).toBeVisible();
  expect(screen.getByLabelText('Title')).toHaveFocus();
});

it('puts what the server says beside the fields', async () => {
  theServerAnswers(() =>
    problem(400, 'invalid', { errors: { 'participants[1].email': ['No mail goes there.'] } }),
  );
  const { user } = renderApp(`${PAGE}&title=Planning`);
  await user.click(await screen.findByRole('button', { name: /Plan and invite/ }));
  expect(await screen.findByText('No mail goes there.')).toBeVisible();
  expect(screen.getByLabelText(/Participants/)).toHaveFocus();
});

it('forgets what the server said of a field once it changes, by any control', async () => {
  theServerAnswers(() =>
    problem(400, 'invalid', {
      errors: {
        end_time: ['Not at night.'],
        'participants[0].email': ['No mail goes there.'],
      },
    }),
  );
  const { user } = renderApp(`${PAGE}&title=Planning`);
  await user.click(await screen.findByRole('button', { name: /Plan and invite/ }));
  expect(await screen.findByText('Not at night.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Take out grace@example.com' }));
  expect(screen.queryByText('No mail goes there.')).toBeNull();
  expect(screen.getByText('Not at night.')).toBeVisible();
  await user.type(screen.getByLabelText('Starts, time'), '{ArrowUp}');
  expect(screen.queryByText('Not at night.')).toBeNull();
});

it('tries again with the same key after an answer that was lost', async () => {
  theServerAnswers(() => problem(500, 'internal'), made);
  const { user } = renderApp(`${PAGE}&title=Planning`);
  await user.click(await screen.findByRole('button', { name: /Plan and invite/ }));
  await screen.findByText(/Something went wrong on the server/);
  await user.click(screen.getByRole('button', { name: /Plan and invite/ }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.key).toBe(sent[0]?.key);
});

it('shows a refused clash and saves without those who are busy', async () => {
  theServerAnswers(
    () =>
      HttpResponse.json(
        { code: 'scheduling_conflict', conflicts: { 'grace@example.com': [clash] } },
        { status: 409 },
      ),
    made,
  );
  const { user } = renderApp(`${PAGE}&title=Planning`);
  await screen.findByText('1 of 3 is busy');
  await user.click(screen.getByLabelText('Forbid clashes'));
  expect(screen.getByText(/^It cannot be saved like this/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: /Plan and invite/ }));
  await user.click(await screen.findByRole('button', { name: 'Leave out grace@example.com' }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.body).toMatchObject({
    conflict_policy: 'forbid',
    participants: [{ email: 'alan@example.com' }],
  });
});

it('keeps what is no address in the field, to be mended', async () => {
  const { user } = renderApp('/dashboard/meetings/new');
  const people = await screen.findByLabelText(/Participants/);
  await user.click(people);
  await user.paste('Grace Hopper <grace@example.com>; alan@\nGRACE@example.com');
  expect(screen.getByRole('button', { name: 'Take out Grace Hopper' })).toBeVisible();
  expect(people).toHaveValue('alan@');
  expect(screen.getByText('“alan@” isn’t a valid e-mail address.')).toBeVisible();
  await user.type(people, 'example.com,');
  expect(screen.getByRole('button', { name: 'Take out alan@example.com' })).toBeVisible();
  expect(people).toHaveValue('');
});

it('shows another account in the same tab nothing of what the first typed', async () => {
  server.use(http.post(at('/api/auth/logout/'), () => HttpResponse.json({})));
  const first = renderApp('/dashboard/meetings/new');
  await first.user.type(await screen.findByLabelText('Title'), 'Takeover');
  await logOut();
  expect(JSON.stringify({ ...sessionStorage })).not.toContain('Takeover');
  first.unmount();
  signInAs({
    ...aUser(),
    id: 'f0000000-0000-7000-8000-000000000000',
    email: 'mallory@example.com',
  });
  renderApp('/dashboard/meetings/new');
  expect(await screen.findByLabelText('Title')).toHaveValue('');
});

it('still has what was typed when one comes back', async () => {
  const first = renderApp('/dashboard/meetings/new');
  await first.user.type(await screen.findByLabelText('Title'), 'Half a thought');
  first.unmount();
  renderApp('/dashboard/meetings/new');
  expect(await screen.findByLabelText('Title')).toHaveValue('Half a thought');
});
