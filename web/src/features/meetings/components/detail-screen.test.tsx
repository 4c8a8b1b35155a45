import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import type { Meeting } from '@/api/meetings';
import { aMeeting, aPage, aParticipant, aUser } from '@/testing/factories';
import { renderApp, signInAs } from '@/testing/render';
import { at, problem, server } from '@/testing/server';
import type { Notification } from '../queries';

const me = aUser();
const guest = aParticipant({ id: 2, user: null, email: 'bob@example.com', name: 'Bob' });
const mine = aMeeting({ created_by: me.id, created_by_email: me.email, participants: [guest] });
const PAGE = `/dashboard/meetings/${mine.id}`;

const mail: Notification = {
  id: 7,
  meeting: mine.id,
  email: 'bob@example.com',
  notification_type: 'invitation',
  message: '',
  is_sent: false,
  state: 'failed',
  sent_at: null,
  attempts: 3,
  last_error: '550 no such mailbox',
  next_try_at: null,
  response: null,
};

let stored: Meeting;
let calls: string[];

beforeEach(() => {
  stored = mine;
  calls = [];
  signInAs(me);
  server.events.removeAllListeners();
  server.events.on('request:start', ({ request }) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET')
      calls.push(`${request.method} ${pathname.split('/').slice(4).join('/')}`);
  });
  server.use(
    http.get(at('/api/meetings/:id/'), () =>
      HttpResponse.json(stored, { headers: { ETag: '"1-a"' } }),
    ),
    http.get(at('/api/meetings/:id/history/'), () => HttpResponse.json(aPage([]))),
    http.get(at('/api/meetings/:id/notifications/'), () => HttpResponse.json(aPage([mail]))),
    http.get(at('/api/meetings/'), () => HttpResponse.json(aPage([]))),
    http.post(at('/api/meetings/check-conflicts/'), () =>
      HttpResponse.json({ has_conflicts: false, conflicts: {}, unknown: [] }),
    ),
  );
});

it('shows the organiser’s time and mine, and answers at once', async () => {
  stored = aMeeting({ time_zone: 'America/New_York' });
  server.use(
    http.patch(at('/api/meetings/:id/participants/1/status/'), () => {
      const answered = aParticipant({ status: 'tentative' });
      stored = { ...stored, participants: [answered] };
      return HttpResponse.json(answered);
    }),
  );
  const { user } = renderApp(PAGE);
  expect((await screen.findByText(/08:00/)).closest('p')).toHaveTextContent(
    'Thu 3 Dec, 08:00–08:45 New York · 14:00–14:45 for you',
  );
  expect(screen.queryByRole('heading', { name: 'Mails' })).toBeNull();
  await user.keyboard('m');
  expect(await screen.findByRole('button', { name: 'Maybe', pressed: true })).toBeVisible();
});

it('shows the new times where the meeting was moved, and asks again', async () => {
  stored = aMeeting();
  const sent: unknown[] = [];
  server.use(
    http.patch(at('/api/meetings/:id/participants/1/status/'), async ({ request }) => {
      sent.push(await request.json());
      if (sent.length > 1) {
        const answered = aParticipant({ status: 'accepted', sequence: 1 });
        stored = { ...stored, participants: [answered] };
        return HttpResponse.json(answered);
      }
      stored = {
        ...stored,
        start_time: '2026-12-03T16:00:00Z',
        end_time: '2026-12-03T16:45:00Z',
        sequence: 1,
      };
      return problem(409, 'reply_outdated');
    }),
  );
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: 'Yes' }));
  expect((await screen.findAllByText(/was moved. Look at its new time/))[0]).toBeVisible();
  expect(await screen.findByText(/17:00/)).toBeVisible();
  await user.click(await screen.findByRole('button', { name: 'Yes', pressed: false }));
  expect(await screen.findByRole('button', { name: 'Yes', pressed: true })).toBeVisible();
  await waitFor(() =>
    expect(sent).toEqual([0, 1].map((sequence) => ({ status: 'accepted', sequence }))),
  );
});

it('says something to the organiser with an answer, and keeps it when it is refused', async () => {
  stored = aMeeting({ participants: [aParticipant({ status: 'accepted' })] });
  const sent: unknown[] = [];
  server.use(
    http.patch(at('/api/meetings/:id/participants/1/status/'), async ({ request }) => {
      sent.push(await request.json());
      if (sent.length === 1)
        return problem(400, 'invalid', { errors: { note: ['No such words.'] } });
      const said = aParticipant({ status: 'accepted', note: 'Late by 5 minutes' });
      stored = { ...stored, participants: [said] };
      return HttpResponse.json(said);
    }),
  );
  const { user } = await renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: 'Add a note' }));
  await user.type(screen.getByLabelText(/Note to the organiser/), 'Late by 5 minutes');
  await user.click(screen.getByRole('button', { name: 'Save the note' }));
  expect(await screen.findByText('No such words.')).toBeVisible();
  expect(screen.getByLabelText(/Note to the organiser/)).toHaveValue('Late by 5 minutes');
  await user.click(screen.getByRole('button', { name: 'Save the note' }));
  expect(await screen.findByRole('button', { name: 'Change the note' })).toBeVisible();
  expect(sent).toEqual(
    Array(2).fill({ status: 'accepted', note: 'Late by 5 minutes', sequence: 0 }),
  );
});

it('tells what became of a mail, and sends it again', async () => {
  server.use(
    http.post(at('/api/meetings/:id/notifications/7/resend/'), () =>
      HttpResponse.json({ ...mail, state: 'queued' }),
    ),
  );
  const { user } = renderApp(PAGE);
  expect(await screen.findByText('550 no such mailbox')).toBeVisible();
  await user.click(screen.getByRole('button', { name: /: invitation to bob@/ }));
  expect(await screen.findByText('Queued again for bob@example.com')).toBeVisible();
});

it('says that mails wait for the address to be confirmed, while it is to take place', async () => {
  stored = { ...mine, are_mails_held: true };
  server.use(
    http.get(at('/api/meetings/:id/notifications/'), () =>
      HttpResponse.json(aPage([{ ...mail, state: 'held', attempts: 0, last_error: null }])),
    ),
  );
  const { user } = renderApp(PAGE);
  expect(await screen.findByText(/Confirm your e-mail address/)).toBeVisible();
  await user.keyboard('m');
  expect(await screen.findByText(/organiser’s address to be confirmed/)).toBeVisible();
});

it('asks before it cancels, naming who is told', async () => {
  server.use(
    http.post(at('/api/meetings/:id/cancel/'), ({ request }) => {
      expect(request.headers.get('If-Match')).toBe('"1-a"');
      stored = { ...mine, status: 'cancelled' };
      return HttpResponse.json(stored);
    }),
  );
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: /Cancel the meeting/ }));
  const question = await screen.findByRole('alertdialog', { name: 'Cancel “Planning”?' });
  expect(question).toHaveTextContent('Bob gets a mail that it does not take place.');
  await user.click(within(question).getByRole('button', { name: 'Cancel the meeting' }));
  expect(await screen.findByText(/This meeting is cancelled/)).toBeVisible();
});

it('leaves the page of a meeting that it deletes', async () => {
  server.use(http.delete(at('/api/meetings/:id/'), () => new HttpResponse(null, { status: 204 })));
  const { user, router } = renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: /Delete/ }));
  await user.click(await screen.findByRole('button', { name: 'Delete the meeting' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/dashboard/meetings'));
});

it('invites, and offers to invite in spite of a clash', async () => {
  const bodies: unknown[] = [];
  server.use(
    http.post(at('/api/meetings/:id/participants/'), async ({ request }) => {
      const body = (await request.json()) as { email: string; allow_conflicts: boolean };
      bodies.push(body);
      if (body.email === 'bob@example.com') return problem(409, 'already_invited');
      if (body.allow_conflicts) return HttpResponse.json(aParticipant(), { status: 201 });
      const busy = {
        id: null,
        title: 'Busy',
        start_time: mine.start_time,
        end_time: mine.end_time,
      };
      return HttpResponse.json(
        { code: 'scheduling_conflict', conflicts: { [body.email]: [busy] } },
        { status: 409 },
      );
    }),
  );
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByLabelText('Invite more people'));
  await user.paste('bob@example.com, eve@example.com');
  await user.click(screen.getByRole('button', { name: 'Invite 2 people' }));
  expect(await screen.findByText('bob@example.com is already invited.')).toBeVisible();
  await user.click(await screen.findByRole('button', { name: 'Invite in spite of that' }));
  expect(await screen.findByText('1 person invited')).toBeVisible();
  expect(bodies.at(-1)).toMatchObject({ email: 'eve@example.com', allow_conflicts: true });
});

it('says once who is mailed before it takes somebody out', async () => {
  server.use(
    http.delete(
      at('/api/meetings/:id/participants/2/'),
      () => new HttpResponse(null, { status: 204 }),
    ),
  );
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: 'More about Bob' }));
  await user.click(await screen.findByRole('menuitem', { name: /Take out/ }));
  const question = await screen.findByRole('alertdialog');
  expect(question).toHaveTextContent('Bob gets a mail');
  stored = { ...mine, participants: [] };
  await user.click(within(question).getByRole('button', { name: 'Take out' }));
  expect(await screen.findByText('Nobody is invited')).toBeVisible();
  expect(calls).toContain('DELETE participants/2/');
});

it('copies the answer link of a guest', async () => {
  server.use(
    http.get(at('/api/meetings/:id/participants/2/answer-link/'), () =>
      HttpResponse.json({ url: 'https://example.org/rsvp/2-x/' }),
    ),
  );
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: 'More about Bob' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Copy the answer link' }));
  expect(await screen.findByText('The answer link of Bob is copied')).toBeVisible();
  expect(await navigator.clipboard.readText()).toBe('https://example.org/rsvp/2-x/');
});

it('says that there is nothing where one may see nothing', async () => {
  server.use(http.get(at('/api/meetings/:id/'), () => problem(404, 'not_found')));
  renderApp(PAGE);
  expect(await screen.findByText('There is nothing here')).toBeVisible();
});

it('groups thirty people by their answers, the organiser first, and opens all of them at a click', async () => {
  const others = Array.from({ length: 29 }, (_, index) =>
    aParticipant({
      id: index + 10,
      user: null,
      email: `p${index}@example.com`,
      name: '',
      status: index < 3 ? 'declined' : index < 25 ? 'accepted' : 'pending',
    }),
  );
  const self = aParticipant({ id: 3, status: 'accepted' });
  stored = { ...mine, participants: [...others, self] };
  const { user } = renderApp(PAGE);
  const section = await screen.findByRole('region', { name: 'Participants' });
  const names = () => within(section).getAllByRole('listitem');
  const heads = () =>
    within(section)
      .getAllByRole('heading', { level: 3 })
      .map(({ textContent }) => textContent);
  expect(section).toHaveTextContent('30 invited: 23 yes, 3 no, 4 without an answer');
  expect(heads()).toEqual(['Organiser', 'No answer yet · 4', 'Yes · 22']);
  expect(names()[0]).toHaveTextContent('Ada Lovelace (you)');
  expect(names()).toHaveLength(1 + 8);
  await user.click(within(section).getByRole('button', { name: 'Show all 30' }));
  expect(heads()).toEqual(['Organiser', 'No answer yet · 4', 'Yes · 22', 'No · 3']);
  expect(names()).toHaveLength(30);
  await user.click(within(section).getByRole('button', { name: 'Show fewer' }));
  expect(names()).toHaveLength(9);
});

it('links what is of the web in place and description, and offers to join', async () => {
  stored = {
    ...mine,
    location: 'Room 4 or https://meet.example/a.',
    description: 'Read http://b.example first; javascript:alert(1)',
  };
  renderApp(PAGE);
  const join = await screen.findByRole('link', { name: 'Join' });
  expect(join).toHaveAttribute('href', 'https://meet.example/a');
  for (const link of [
    join,
    screen.getByRole('link', { name: 'https://meet.example/a' }),
    screen.getByRole('link', { name: 'http://b.example' }),
  ]) {
    expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    expect(link).toHaveAttribute('target', '_blank');
  }
  expect(screen.queryByRole('link', { name: /javascript/ })).toBeNull();
});

it('names a co-organiser, and shows what was done', async () => {
  const named: unknown[] = [];
  server.use(
    http.patch(at('/api/meetings/:id/participants/2/'), async ({ request }) => {
      named.push(await request.json());
      stored = { ...mine, participants: [{ ...guest, is_co_organiser: true }] };
      return HttpResponse.json(stored.participants[0]);
    }),
    http.get(at('/api/meetings/:id/history/'), () =>
      HttpResponse.json(
        aPage([
          {
            id: 1,
            at: '2026-11-24T08:21:00Z',
            by: { kind: 'user', id: me.id, email: me.email, name: 'Ada Lovelace' },
            action: 'meeting.update',
            target: { kind: 'meeting', id: mine.id, meeting: mine.id },
            changes: [{ field: 'location', before: 'Room 4', after: 'Room 5' }],
          },
        ]),
      ),
    ),
  );
  const { user } = renderApp(PAGE);
  const history = within(await screen.findByRole('region', { name: 'History' }));
  expect(await history.findByText('Ada Lovelace changed the meeting')).toBeVisible();
  expect(history.getByText('Room 5')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'More about Bob' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Make a co-organiser' }));
  expect(await screen.findByText('Co-organiser')).toBeVisible();
  expect(named).toEqual([{ is_co_organiser: true }]);
});

it('says who gets no e-mails from this server', async () => {
  stored = { ...mine, participants: [aParticipant(), { ...guest, is_opted_out: true }] };
  renderApp(PAGE);
  expect(await screen.findByText('Gets no e-mails from this server')).toBeVisible();
  expect(screen.getAllByText('Gets no e-mails from this server')).toHaveLength(1);
});

it('lets a co-organiser edit and cancel, but not delete or name others', async () => {
  stored = aMeeting({ can_edit: true, participants: [aParticipant(), guest] });
  const { user } = renderApp(PAGE);
  expect(await screen.findByText(/you are a co-organiser/)).toBeVisible();
  expect(screen.getByRole('link', { name: 'Edit' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'More' }));
  expect(await screen.findByRole('menuitem', { name: 'Cancel the meeting…' })).toBeVisible();
  expect(screen.queryByRole('menuitem', { name: 'Delete…' })).toBeNull();
  expect(screen.queryByRole('menuitem', { name: 'Change organiser…' })).toBeNull();
  await user.keyboard('{Escape}');
  await user.click(screen.getByRole('button', { name: 'More about Bob' }));
  expect(await screen.findByRole('menuitem', { name: 'Take out…' })).toBeVisible();
  expect(screen.queryByRole('menuitem', { name: 'Make a co-organiser' })).toBeNull();
});

const transfer = {
  to: 'bob@example.com',
  offered_at: '2026-11-20T08:00:00Z',
  expires_at: '2026-12-04T08:00:00Z',
};

it('offers the meeting to another user', async () => {
  const given: unknown[] = [];
  server.use(
    http.post(at('/api/meetings/:id/hand-over/'), async ({ request }) => {
      given.push(await request.json(), request.headers.get('If-Match'));
      return HttpResponse.json(transfer, { status: 202 });
    }),
  );
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Change organiser…' }));
  await user.type(await screen.findByLabelText(/^New organiser/), 'bob@example.com');
  await user.click(screen.getByRole('button', { name: 'Send offer' }));
  await waitFor(() => expect(given).toEqual([{ email: 'bob@example.com' }, '"1-a"']));
});

it('shows the organiser the open offer, who withdraws it', async () => {
  stored = { ...mine, transfer };
  let withdrawn = 0;
  server.use(
    http.delete(at('/api/meetings/:id/hand-over/'), () => {
      withdrawn += 1;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { user } = renderApp(PAGE);
  expect(await screen.findByText(/You offered this meeting to/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Withdraw offer' }));
  await waitFor(() => expect(withdrawn).toBe(1));
});

it('accepts an offer and keeps the co-organisers only if chosen', async () => {
  const guest = aParticipant({
    id: 99,
    user: null,
    email: 'cleo@example.com',
    is_co_organiser: true,
  });
  stored = aMeeting({ transfer, participants: [guest] });
  const given: unknown[] = [];
  server.use(
    http.post(at('/api/meetings/:id/hand-over/accept/'), async ({ request }) => {
      given.push(await request.json());
      stored = { ...stored, transfer: null };
      return HttpResponse.json(stored);
    }),
  );
  const { user } = renderApp(PAGE);
  expect(await screen.findByText(/offers you this meeting/)).toBeVisible();
  expect(screen.queryByRole('button', { name: '.ics' })).toBeNull();
  await user.click(screen.getByRole('checkbox', { name: 'Keep the co-organisers' }));
  await user.click(screen.getByRole('button', { name: 'Accept' }));
  await waitFor(() => expect(given).toEqual([{ keep_co_organisers: true }]));
  await waitFor(() => expect(screen.queryByText(/offers you this meeting/)).toBeNull());
});
