import type { Page } from '@playwright/test';
import { expectAccessible } from './harness/axe';
import { expect, PHONE, test } from './harness/test';
import { onDay } from './harness/times';
import { Admin } from './pages/admin';

const SETTLED = 'networkidle';

test('who is not staff finds nothing at the administration’s addresses', async ({
  app,
  page,
  person,
  watch,
}) => {
  watch.expectStatus(404);
  await app.openAs(await person('Ann'));
  await expect(page.getByRole('link', { name: 'Administration' })).toHaveCount(0);
  for (const path of ['/admin', '/admin/roles', '/admin/meetings', '/admin/notifications']) {
    await page.goto(path);
    await expect(app.heading('There is nothing here')).toBeVisible();
  }
});

test('a superuser makes a role, and two of them at once lose nothing', async ({
  app,
  page,
  superuser,
  otherBrowser,
  watch,
}) => {
  const root = await superuser('Root');
  const admin = new Admin(page);
  await app.openAs(root, '/admin');
  await admin.goTo('Roles');
  const name = `Help desk ${root.email}`;
  await app.button('New role').click();
  await app.field('Name').fill(name);
  await page.getByRole('checkbox', { name: 'See users' }).check();
  await app.button('Make the role').click();
  await expect(app.heading(name)).toBeVisible();

  const other = await otherBrowser();
  await other.goto(page.url());
  await other.getByRole('textbox', { name: 'E-mail' }).fill(root.email);
  await other.getByLabel('Password', { exact: true }).fill(root.password);
  await other.getByRole('button', { name: 'Log in', exact: true }).click();
  await other.getByRole('checkbox', { name: 'Change users' }).check();
  await other.getByRole('button', { name: 'Save the role' }).click();
  await expect(other.getByText(`“${name}” is saved`, { exact: true })).toBeVisible();

  watch.expectStatus(412);
  await app.field('Name').fill(`${name}, first line`);
  await app.button('Save the role').click();
  await expect(page.getByText('Somebody else changed this role meanwhile')).toBeVisible();
  await expect(app.field('Name')).toHaveValue(`${name}, first line`);
  await expect(page.getByRole('checkbox', { name: 'Change users' })).toBeChecked();
  await app.button('Save the role').click();
  await expect(app.heading(`${name}, first line`)).toBeVisible();
});

test('a meeting of somebody else is found, changed and cancelled with the mails of its organiser', async ({
  app,
  page,
  person,
  server,
  superuser,
}) => {
  const [root, ann] = [await superuser('Root'), await person('Ann')];
  const guest = ann.email.replace('ann', 'guest');
  const title = `Budget of ${ann.email}`;
  await ann.plan({ title, ...onDay(1, '10:00', 60), participants: [{ email: guest }] });
  const admin = new Admin(page);
  await app.openAs(root, '/admin/meetings');
  await page.keyboard.press('/');
  await page.keyboard.type(ann.email);
  await expect(page).toHaveURL(/q=/);
  await expect(admin.row(title)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await expect(admin.row(title)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.heading(title)).toBeVisible();

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: /^Location/ }).fill('Room 9');
  await app.button(/^Save/).click();
  await expect(page.getByText('Room 9')).toBeVisible();

  await app.button('Cancel').click();
  await expect(page.getByRole('alertdialog')).toContainText(title);
  await app.button('Cancel the meeting').click();
  await expect(page.getByText(`Cancelled “${title}”`, { exact: true })).toBeVisible();
  const cancelled = () =>
    server.mails().filter(({ to, subject }) => to.includes(guest) && /cancel/i.test(subject));
  await expect.poll(cancelled).toHaveLength(1);

  await admin.goTo('Mails');
  await page.getByRole('searchbox').fill(guest);
  await admin.row('Cancel').click();
  await expect(page.getByRole('region', { name: 'As its recipient reads it' })).toContainText(
    title,
  );
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const viewport of [{ width: 1280, height: 800 }, PHONE])
    test.describe(`${colorScheme}, ${viewport.width} px`, () => {
      test.use({ colorScheme, viewport });

      test('axe finds nothing in the administration', async ({ app, page, person, superuser }) => {
        const [root, ann] = [await superuser('Root'), await person('Ann')];
        const meeting = await ann.plan({
          title: 'Plans',
          location: 'Room 4',
          ...onDay(1, '10:30', 60),
          participants: [{ email: 'guest@example.org', name: 'Gus' }],
        });
        const made = await root.post('/api/admin/roles/', {
          name: `Desk of ${root.email}`,
          permissions: ['meetings.view_all'],
          is_active: false,
        });
        const role = ((await made.json()) as { id: string }).id;
        const mails = await (await root.get(`/api/admin/notifications/?meeting=${meeting}`)).json();
        const mail = (mails as { results: { id: number }[] }).results[0]?.id;
        await app.openAs(root, '/admin');
        for (const path of [
          '/admin',
          '/admin/roles',
          `/admin/roles/${role}`,
          '/admin/meetings',
          '/admin/meetings?q=nothing-is-called-so',
          `/admin/meetings/${meeting}`,
          `/admin/meetings/${meeting}/edit`,
          '/admin/participants',
          '/admin/notifications',
          `/admin/notifications/${mail}`,
        ]) {
          await page.goto(path, { waitUntil: SETTLED });
          await expect(app.heading(/./).first()).toBeVisible();
          await expectAccessible(page);
          await expectNoSidewaysScroll(page);
        }
      });
    });

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(beyond, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
