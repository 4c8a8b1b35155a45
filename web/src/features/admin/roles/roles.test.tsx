import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import type { Permission } from '@/api/admin';
import { aPage, aUser } from '@/testing/factories';
import { renderApp, signInAs } from '@/testing/render';
import { at, problem, server } from '@/testing/server';
import { ALL_PERMISSIONS } from '../permissions';
import type { Role } from './queries';

const helpDesk: Role = {
  id: '0193b0a2-7c1e-7a30-9f51-3c5a1c0d9b21',
  name: 'Help desk',
  permissions: ['users.view'],
  is_active: true,
  user_count: 2,
};

function iMay(permissions: Permission[]) {
  server.use(
    http.get(at('/api/admin/me/'), () => HttpResponse.json({ is_superuser: false, permissions })),
  );
}

beforeEach(() => signInAs(aUser({ is_staff: true })));

it('is not there for who is not staff', async () => {
  signInAs(aUser());
  server.use(http.get(at('/api/admin/me/'), () => problem(404, 'not_found')));
  renderApp('/admin/roles');
  expect(await screen.findByRole('heading', { name: 'There is nothing here' })).toBeVisible();
});

it('offers only what one may see, and says at the address of the rest what it takes', async () => {
  iMay(['notifications.view']);
  renderApp('/admin/roles');
  expect(await screen.findByText(/takes the permission “Manage roles”/)).toBeVisible();
  const places = within(screen.getByRole('navigation', { name: 'Administration' }));
  expect(places.getAllByRole('link').map((link) => link.textContent)).toEqual(['Mails']);
});

it('gives no permission that one does not have', async () => {
  iMay(['roles.edit', 'users.view']);
  const made: unknown[] = [];
  server.use(
    http.get(at('/api/admin/roles/'), () => HttpResponse.json(aPage([]))),
    http.post(at('/api/admin/roles/'), async ({ request }) => {
      made.push(await request.json());
      return HttpResponse.json(helpDesk, { status: 201 });
    }),
    http.get(at('/api/admin/roles/:id/'), () => HttpResponse.json(helpDesk)),
  );
  const { user, router } = renderApp('/admin/roles');
  await user.click(await screen.findByRole('button', { name: 'New role' }));
  await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'Help desk');
  expect(screen.getByRole('checkbox', { name: 'Run the instance' })).toBeDisabled();
  // Who changes something sees it.
  const seeing = screen.getByRole('checkbox', { name: 'See users' });
  await user.click(screen.getByRole('checkbox', { name: 'Manage roles' }));
  expect(seeing).toBeChecked();
  expect(seeing).toBeDisabled();
  await user.click(screen.getByRole('checkbox', { name: 'Manage roles' }));
  expect(seeing).not.toBeChecked();
  await user.click(seeing);
  await user.click(screen.getByRole('button', { name: 'Make the role' }));
  await waitFor(() => expect(router.state.location.pathname).toBe(`/admin/roles/${helpDesk.id}`));
  expect(made).toEqual([{ name: 'Help desk', permissions: ['users.view'], is_active: true }]);
});

it('shows another administrator’s change and loses nothing that was typed', async () => {
  iMay(ALL_PERMISSIONS);
  let stored = { ...helpDesk };
  let version = 1;
  server.use(
    http.get(at('/api/admin/roles/:id/'), () =>
      HttpResponse.json(stored, { headers: { ETag: `"${version}"` } }),
    ),
    http.put(at('/api/admin/roles/:id/'), async ({ request }) => {
      if (request.headers.get('If-Match') !== `"${version}"`) return problem(412, 'stale');
      stored = { ...stored, ...((await request.json()) as Partial<Role>) };
      version += 1;
      return HttpResponse.json(stored);
    }),
  );
  const { user } = renderApp(`/admin/roles/${helpDesk.id}`);
  const name = await screen.findByRole('textbox', { name: /^Name/ });
  await user.clear(name);
  await user.type(name, 'Support');
  stored = { ...stored, name: 'First line', permissions: ['users.view', 'users.edit'] };
  version += 1;
  await user.click(screen.getByRole('button', { name: 'Save the role' }));
  const panel = await screen.findByRole('alert', { name: 'Changed by somebody else' });
  expect(within(panel).getByText('First line')).toBeVisible();
  expect(name).toHaveValue('Support');
  expect(screen.getByRole('checkbox', { name: 'Change users' })).toBeChecked();
  await user.click(screen.getByRole('button', { name: 'Save the role' }));
  await waitFor(() => expect(stored.name).toBe('Support'));
  expect(stored.permissions).toEqual(['users.view', 'users.edit']);
  await waitFor(() => expect(panel).not.toBeInTheDocument());
});

it('asks before a role is deleted, naming it and who loses it', async () => {
  iMay(ALL_PERMISSIONS);
  let deleted = false;
  server.use(
    http.get(at('/api/admin/roles/'), () => HttpResponse.json(aPage([]))),
    http.get(at('/api/admin/roles/:id/'), () => HttpResponse.json(helpDesk)),
    http.delete(at('/api/admin/roles/:id/'), () => {
      deleted = true;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { user, router } = renderApp(`/admin/roles/${helpDesk.id}`);
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  const question = screen.getByRole('alertdialog', { name: 'Delete the role “Help desk”?' });
  expect(within(question).getByText(/^2 users have it/)).toBeVisible();
  expect(deleted).toBe(false);
  await user.click(within(question).getByRole('button', { name: 'Delete the role' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/admin/roles'));
  expect(deleted).toBe(true);
});
