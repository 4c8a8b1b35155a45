import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import type { Permission } from '@/api/admin';
import { aPage, aUser } from '@/testing/factories';
import { renderApp, signInAs } from '@/testing/render';
import { at, problem, server } from '@/testing/server';
import { ALL_PERMISSIONS } from '../permissions';
import type { UserDetail } from './queries';
import { usersSearch } from './search';
import { newsOf } from './use-news';

const desk = {
  id: '0193b0a2-7c1e-7a30-9f51-3c5a1c0d9b21',
  name: 'Help desk',
  permissions: ['users.view' as const],
  is_active: true,
  user_count: 1,
};
const auditors = { ...desk, id: 'r2', name: 'Auditors', permissions: ['audit.view' as const] };

const grace: UserDetail = {
  id: '0193b0a2-7c1e-7a30-9f51-3c5a1c0d9b31',
  email: 'grace@example.com',
  username: null,
  first_name: 'Grace',
  last_name: 'Hopper',
  time_zone: 'America/New_York',
  is_active: true,
  is_staff: false,
  is_superuser: false,
  is_verified: true,
  date_joined: '2026-11-01T08:00:00Z',
  roles: [],
  permissions: [],
  meetings_organised: 3,
  meetings_invited: 12,
  sessions: 1,
};

function iMay(permissions: Permission[], is_superuser = false) {
  server.use(
    http.get(at('/api/admin/me/'), () => HttpResponse.json({ is_superuser, permissions })),
  );
}

/** A server that knows Grace, and takes changes of her. */
function accounts(first: UserDetail = grace) {
  const state = { user: first, version: 1, sent: [] as unknown[] };
  const show = () => HttpResponse.json(state.user, { headers: { ETag: `"${state.version}"` } });
  const isStale = (request: Request) => request.headers.get('If-Match') !== `"${state.version}"`;
  server.use(
    http.get(at('/api/admin/users/'), () => HttpResponse.json(aPage([state.user]))),
    http.get(at('/api/admin/roles/'), () => HttpResponse.json(aPage([desk, auditors]))),
    http.get(at('/api/admin/users/:id/'), show),
    http.patch(at('/api/admin/users/:id/'), async ({ request }) => {
      if (isStale(request)) return problem(412, 'stale');
      const body = (await request.json()) as Partial<UserDetail>;
      state.sent.push(body);
      state.user = { ...state.user, ...body };
      state.version += 1;
      return show();
    }),
    http.patch(at('/api/admin/users/:id/access/'), async ({ request }) => {
      if (isStale(request)) return problem(412, 'stale');
      const body = (await request.json()) as { roles: string[]; is_staff: boolean };
      state.sent.push(body);
      const roles = [desk, auditors].filter(({ id }) => body.roles.includes(id));
      state.user = { ...state.user, is_staff: body.is_staff, roles };
      state.version += 1;
      return show();
    }),
  );
  return state;
}

const PAGE = `/admin/users/${grace.id}`;
const button = (name: string) => screen.queryByRole('button', { name });

beforeEach(() => signInAs(aUser({ is_staff: true })));

it('shows who may only look no way to change anything', async () => {
  iMay(['users.view']);
  accounts();
  renderApp(PAGE);
  expect(await screen.findByRole('textbox', { name: /^First name/ })).toBeDisabled();
  for (const name of ['Save the account', 'Deactivate', 'Delete', 'New password', 'Log out'])
    expect(button(name)).not.toBeInTheDocument();
  expect(screen.queryByRole('checkbox', { name: 'Staff' })).not.toBeInTheDocument();
});

it('lets nobody touch whoever may do more', async () => {
  iMay(['users.view', 'users.edit', 'roles.edit']);
  accounts({ ...grace, is_staff: true, is_superuser: true, permissions: ALL_PERMISSIONS });
  renderApp(PAGE);
  expect(await screen.findByText(/Only superusers change a superuser/)).toBeVisible();
  expect(button('Delete')).not.toBeInTheDocument();
  expect(await screen.findByRole('checkbox', { name: 'Staff' })).toBeDisabled();
});

it('gives only roles that allow no more than one may do, and makes no superuser', async () => {
  iMay(['users.view', 'roles.edit']);
  const state = accounts();
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('checkbox', { name: 'Staff' }));
  expect(screen.getByRole('checkbox', { name: 'Superuser' })).toBeDisabled();
  expect(screen.getByRole('checkbox', { name: 'Auditors' })).toBeDisabled();
  await user.click(screen.getByRole('checkbox', { name: 'Help desk' }));
  await user.click(screen.getByRole('button', { name: 'Save what they may do' }));
  expect(await screen.findByText('What they may do is saved')).toBeVisible();
  expect(state.sent).toEqual([{ is_staff: true, roles: [desk.id] }]);
});

it('leaves as it is what somebody has by a role beyond one’s own', async () => {
  iMay(['users.view', 'roles.edit']);
  accounts({ ...grace, roles: [auditors] });
  renderApp(PAGE);
  expect(await screen.findByRole('checkbox', { name: 'Staff' })).toBeDisabled();
  expect(button('Save what they may do')).not.toBeInTheDocument();
});

it('shows beside its form why the server refuses', async () => {
  iMay(ALL_PERMISSIONS, true);
  accounts();
  server.use(
    http.patch(at('/api/admin/users/:id/access/'), () => problem(409, 'last_superuser')),
    http.post(at('/api/admin/users/:id/deactivate/'), () => problem(403, 'beyond_permissions')),
  );
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('checkbox', { name: 'Staff' }));
  await user.click(screen.getByRole('button', { name: 'Save what they may do' }));
  const rights = screen.getByRole('region', { name: 'What they may do' });
  expect(await within(rights).findByRole('alert')).toHaveTextContent('last superuser');
  await user.click(screen.getByRole('button', { name: 'Deactivate' }));
  const question = screen.getByRole('alertdialog', { name: 'Deactivate Grace Hopper?' });
  await user.click(within(question).getByRole('button', { name: 'Deactivate' }));
  expect(await within(question).findByRole('alert')).toHaveTextContent('beyond their own');
});

it('shows another administrator’s change and loses nothing that was typed', async () => {
  iMay(ALL_PERMISSIONS, true);
  const state = accounts();
  const { user } = renderApp(PAGE);
  const first = await screen.findByRole('textbox', { name: /^First name/ });
  await user.clear(first);
  await user.type(first, 'Amazing');
  state.user = { ...state.user, first_name: 'Gracie', is_active: false };
  state.version += 1;
  await user.click(screen.getByRole('button', { name: 'Save the account' }));
  const panel = await screen.findByRole('alert', { name: 'Changed by somebody else' });
  expect(within(panel).getByText('Gracie')).toBeVisible();
  expect(within(panel).getByText('The account is deactivated now.')).toBeVisible();
  expect(first).toHaveValue('Amazing');
  await user.click(screen.getByRole('button', { name: 'Save the account' }));
  await waitFor(() => expect(state.user.first_name).toBe('Amazing'));
  await waitFor(() => expect(panel).not.toBeInTheDocument());
});

it('takes one’s own other change for nobody else’s', async () => {
  iMay(ALL_PERMISSIONS, true);
  const state = accounts();
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('checkbox', { name: 'Staff' }));
  await user.type(screen.getByRole('textbox', { name: /^Last name/ }), ' II');
  await user.click(screen.getByRole('button', { name: 'Save the account' }));
  expect(await screen.findByText('The account is saved')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Save what they may do' }));
  expect(await screen.findByText('What they may do is saved')).toBeVisible();
  expect(state.user).toMatchObject({ last_name: 'Hopper II', is_staff: true });
});

it('asks what becomes of the meetings, and says who cannot take them', async () => {
  iMay(ALL_PERMISSIONS, true);
  accounts();
  const sent: unknown[] = [];
  server.use(
    http.delete(at('/api/admin/users/:id/'), async ({ request }) => {
      const body = (await request.json()) as { to?: string };
      sent.push(body);
      return body.to === 'nobody@example.com'
        ? problem(400, 'invalid', { errors: { to: ['No other active user has this address.'] } })
        : new HttpResponse(null, { status: 204 });
    }),
  );
  const { user, router } = renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  const question = screen.getByRole('dialog', { name: 'Delete Grace Hopper?' });
  expect(within(question).getByText(/the 3 meetings/)).toBeVisible();
  const to = within(question).getByRole('textbox', { name: 'Who' });
  await user.type(to, 'nobody@example.com{Enter}');
  await waitFor(() => expect(to).toHaveAccessibleDescription(/No other active user/));
  await user.click(within(question).getByRole('radio', { name: /^They are cancelled/ }));
  await user.click(within(question).getByRole('button', { name: 'Delete it for good' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/admin/users'));
  expect(sent).toEqual([
    { meetings: 'hand_over', to: 'nobody@example.com' },
    { meetings: 'cancel' },
  ]);
});

it('offers no transfer to staff who may not edit meetings', async () => {
  iMay(['users.view', 'users.edit']);
  accounts();
  const { user } = renderApp(PAGE);
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  const question = screen.getByRole('dialog', { name: 'Delete Grace Hopper?' });
  const [only, ...others] = within(question).getAllByRole('radio');
  expect(only).toHaveAccessibleName(/^They are cancelled/);
  expect(only).toBeChecked();
  expect(others).toEqual([]);
});

it('says what a form does not show', () => {
  const after = { ...grace, is_active: false, is_staff: true, first_name: 'Gracie' };
  expect(newsOf(grace, grace, 'profile')).toEqual([]);
  expect(newsOf(grace, after, 'profile')).toEqual([
    'The account is deactivated now.',
    'What they may do here was changed.',
  ]);
  expect(newsOf(after, grace, 'access')).toEqual([
    'The account is active again.',
    'They are called Grace Hopper now.',
  ]);
});

it('understands of an address what it knows', () => {
  expect(usersSearch({ q: ' ', active: 'x', staff: true, order: 'email', page: 1 })).toEqual({
    staff: true,
  });
});
