import { Person } from './harness/people';
import { expect, test } from './harness/test';
import { onDay } from './harness/times';
import { Admin } from './pages/admin';
import { App } from './pages/app';

const PATH = '/api/admin/settings/';
const USUAL = {
  registration: null,
  allowed_mail_domains: null,
  reminder_minutes: null,
  conflict_policy: null,
  audit_retention_days: null,
  sent_mail_retention_days: null,
};

// They hold for the tests that come later, too.
test.afterEach(async ({ superuser }) => {
  await (await superuser('After')).patch(PATH, USUAL);
});

test('where accounts are by invitation, nobody is asked to register', async ({
  app,
  otherBrowser,
  page,
  superuser,
}) => {
  const admin = new Admin(page);
  await app.openAs(await superuser('Root'), '/admin');
  await admin.goTo('Settings');
  const other = new App(await otherBrowser());
  await other.page.goto('/login');
  await expect(other.page.getByRole('link', { name: 'Register' })).toBeVisible();

  await page.getByRole('radio', { name: /^Nobody/ }).check();
  await app.button('Save the settings').click();
  await expect(page.getByText('The settings are saved', { exact: true })).toBeVisible();
  // Each process asks again after three seconds.
  await expect(async () => {
    await other.page.goto('/register');
    await expect(other.heading('By invitation')).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(other.field('Password')).toHaveCount(0);
  await other.page.getByRole('link', { name: 'Log in' }).click();
  await expect(other.heading('Log in')).toBeVisible();
  await expect(other.page.getByRole('link', { name: 'Register' })).toHaveCount(0);
});

test('only some domains register, and are named before', async ({
  app,
  page,
  superuser,
  watch,
}) => {
  const root = await superuser('Root');
  await root.patch(PATH, { allowed_mail_domains: ['a.example', 'b.example'] });
  watch.expectStatus(400);
  await page.goto('/register');
  const email = app.field('E-mail');
  await expect(email).toHaveAccessibleDescription(/an address of a\.example or b\.example/);
  await email.fill(Person.address('eve'));
  await app.field('Password').fill('plum-Tree-42');
  await app.field('Password again').fill('plum-Tree-42');
  await app.button('Register').click();
  await expect(email).toHaveAccessibleDescription(/may not register/);
});

test('what is chosen here holds for who chooses nothing', async ({
  app,
  otherBrowser,
  page,
  person,
  superuser,
}) => {
  const ann = await person('Ann');
  await app.openAs(await superuser('Root'), '/admin/settings');
  await page.getByRole('checkbox', { name: '1 day before' }).uncheck();
  await page.getByRole('checkbox', { name: '1 hour before' }).check();
  await page.getByRole('radio', { name: 'Forbid it' }).check();
  await page.getByRole('textbox', { name: /^Audit log/ }).fill('3');
  await app.button('Save the settings').click();
  const days = page.getByRole('textbox', { name: /^Audit log/ });
  await expect(days).toBeFocused();
  await expect(days).toHaveAccessibleDescription(/from 30 to 3650/);
  await days.fill('90');
  await page.getByRole('checkbox', { name: /^Delete mails/ }).check();
  await app.button('Save the settings').click();
  await expect(page.getByText('The settings are saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(days).toHaveValue('90');
  await expect(page.getByRole('textbox', { name: 'Days after the meeting' })).toHaveValue('365');

  const other = new App(await otherBrowser());
  await other.openAs(ann, '/dashboard/settings');
  await expect(other.page.getByLabel('15 minutes and 1 hour before')).toBeChecked();
  const meeting = await ann.plan({ title: 'Budget', ...onDay(1, '10:00', 60) });
  expect(await ann.read(meeting)).toMatchObject({ conflict_policy: 'forbid' });
});

test('of two who change the settings at once neither loses anything', async ({
  app,
  page,
  superuser,
  watch,
}) => {
  const root = await superuser('Root');
  await app.openAs(root, '/admin/settings');
  const domains = page.getByRole('textbox', { name: /^Only with an address/ });
  await domains.fill('mine.example');
  await root.patch(PATH, { allowed_mail_domains: ['theirs.example'], audit_retention_days: 100 });
  watch.expectStatus(412);
  await app.button('Save the settings').click();
  const panel = page.getByRole('alert', { name: 'Changed by somebody else' });
  await expect(panel).toContainText('theirs.example');
  await expect(domains).toHaveValue('mine.example');
  await expect(page.getByRole('textbox', { name: /^Audit log/ })).toHaveValue('100');
  await panel.getByRole('button', { name: /^Theirs theirs\.example/ }).click();
  await expect(domains).toHaveValue('theirs.example');
  await app.button('Save the settings').click();
  await expect(panel).toHaveCount(0);
});

test('what the environment fixed is shown and cannot be changed', async ({
  app,
  page,
  superuser,
}) => {
  await app.openAs(await superuser('Root'), '/admin/settings');
  const fixed = app.section('Fixed by the environment');
  await expect(fixed).toContainText('MAIL_HOLD_SECONDS');
  await expect(fixed).toContainText('0 seconds');
  await expect(fixed.locator('input, button')).toHaveCount(0);
  await expect(page.getByText('secret', { exact: false })).toHaveCount(0);
});
