import type { Page } from '@playwright/test';
import { expectAccessible } from './harness/axe';
import { expect, PHONE, test } from './harness/test';
import { onDay } from './harness/times';
import { Admin } from './pages/admin';

const PLACES = {
  '/admin': 'Overview',
  '/admin/users': 'Users',
  '/admin/roles': 'Roles',
  '/admin/meetings': 'Meetings',
  '/admin/participants': 'Participants',
  '/admin/notifications': 'Mails',
  '/admin/audit': 'Audit log',
  '/admin/settings': 'Settings',
};

test('who is not staff finds nothing at the administration’s addresses', async ({
  app,
  page,
  person,
  watch,
}) => {
  watch.expectStatus(404);
  await app.openAs(await person('Ann'));
  await expect(page.getByRole('link', { name: 'Administration' })).toHaveCount(0);
  for (const path of Object.keys(PLACES)) {
    await page.goto(path);
    await expect(app.heading('There is nothing here')).toBeVisible();
  }
});

/** Where each permission leads by itself: who may change something sees it. */
const SEEN: Record<string, string[]> = {
  'users.view': ['Users'],
  'users.edit': ['Users'],
  'roles.edit': ['Users', 'Roles'],
  'meetings.view_all': ['Meetings', 'Participants'],
  'meetings.edit_all': ['Meetings', 'Participants'],
  'notifications.view': ['Mails'],
  'notifications.resend': ['Mails'],
  'audit.view': ['Audit log'],
  'settings.edit': ['Overview', 'Settings'],
};

for (const [permission, seen] of Object.entries(SEEN))
  test(`staff with ${permission} alone sees ${seen.join(' and ')}`, async ({
    app,
    page,
    person,
    superuser,
  }) => {
    const [root, ann] = [await superuser('Root'), await person('Ann')];
    await root.makeStaff(ann, [permission]);
    const admin = new Admin(page);
    await app.openAs(ann, '/admin');
    await expect(admin.navigation.getByRole('link')).toHaveText(seen);
    for (const [path, title] of Object.entries(PLACES)) {
      if (path === '/admin') continue;
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
      const refused = page.getByText('You may not see this page');
      await expect(refused).toHaveCount(seen.includes(title) ? 0 : 1);
    }
  });

test('on phones one goes from place to place', async ({ app, page, superuser }) => {
  await page.setViewportSize(PHONE);
  await app.openAs(await superuser('Root'));
  await app.account.click();
  await page.getByRole('menuitem', { name: 'Administration' }).click();
  const admin = new Admin(page);
  for (const place of Object.values(PLACES)) {
    await admin.navigation.getByRole('button').click();
    await admin.goTo(place);
    await expect(admin.navigation.getByRole('button')).toContainText(place);
    await expect(admin.navigation.getByRole('link')).toHaveCount(0);
  }
});

test('the overview is calm on a new server, and counts', async ({ app, page, superuser }) => {
  await app.openAs(await superuser('Root'), '/admin');
  await expect(app.heading('Meetings per week')).toBeVisible();
  await expect(page.getByText('There is no backup yet')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'backup' })).toHaveCount(0);
});

for (const viewport of [{ width: 1280, height: 800 }, PHONE])
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport });

    const look = async (page: Page, paths: string[]) => {
      for (const path of paths) await expectAccessible(page, path);
    };

    test('axe finds nothing at users and roles', async ({ app, page, person, superuser }) => {
      const [root, ann] = [await superuser('Root'), await person('Ann')];
      const made = await root.post('/api/admin/roles/', {
        name: `Desk of ${root.email}`,
        permissions: ['meetings.view_all'],
        is_active: false,
      });
      const role = ((await made.json()) as { id: string }).id;
      await app.openAs(root, '/admin');
      await look(page, [
        '/admin/users',
        '/admin/users?q=nobody-is-called-so',
        `/admin/users/${await ann.id()}`,
        '/admin/roles',
        `/admin/roles/${role}`,
      ]);
    });

    test('axe finds nothing at meetings and mails', async ({ app, page, person, superuser }) => {
      const [root, ann] = [await superuser('Root'), await person('Ann')];
      const meeting = await ann.plan({
        title: 'Plans',
        location: 'Room 4',
        ...onDay(1, '10:30', 60),
        participants: [{ email: 'guest@example.org', name: 'Gus' }],
      });
      const mails = await (await root.get(`/api/admin/notifications/?meeting=${meeting}`)).json();
      const mail = (mails as { results: { id: number }[] }).results[0]?.id;
      await app.openAs(root, '/admin');
      await look(page, [
        '/admin/meetings',
        '/admin/meetings?q=nothing-is-called-so',
        `/admin/meetings/${meeting}`,
        `/admin/meetings/${meeting}/edit`,
        '/admin/participants',
        '/admin/notifications',
        `/admin/notifications/${mail}`,
      ]);
    });

    test('axe finds nothing at the rest of it', async ({ app, page, person, superuser }) => {
      const [root, ann] = [await superuser('Root'), await person('Ann')];
      await ann.plan({ title: 'Plans', ...onDay(1, '10:30', 60) });
      await app.openAs(root, '/admin');
      await look(page, [
        '/admin',
        '/admin/audit',
        '/admin/audit?action=role.delete&to=2020-01-01',
        '/admin/settings',
      ]);
    });
  });
