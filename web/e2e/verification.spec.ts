import { Person } from './harness/people';
import { expect, test } from './harness/test';
import { onDay } from './harness/times';
import { App } from './pages/app';

test.use({ settings: { EMAIL_VERIFICATION: 'on' } });

test('invitations show up when the address is confirmed, and not when the link is only opened', async ({
  app,
  otherBrowser,
  page,
  person,
  server,
  watch,
}) => {
  watch.expectStatus(401);
  const ann = await person('Ann');
  await page.goto(await server.linkMailedTo(ann.email, '/verify/'));
  await app.button('Confirm address').click();
  await page.getByLabel('Password').fill(ann.password);
  await app.button('Confirm address').click();
  await expect(app.heading('Address confirmed')).toBeVisible();
  await ann.logIn();

  const bob = await person('Bob');
  await ann.plan({
    title: 'Budget',
    ...onDay(2, '10:00', 60),
    participants: [{ email: bob.email }],
  });
  const other = new App(await otherBrowser());
  await other.openAs(bob);
  await expect(other.page.getByText('Nothing waits for you')).toBeVisible();

  const link = await server.linkMailedTo(bob.email, '/verify/');
  await other.page.goto(link);
  await expect(other.heading('Confirm your address')).toBeVisible();
  await other.page.goto('/dashboard');
  await expect(other.page.getByText('Nothing waits for you')).toBeVisible();

  await other.page.goto(link);
  await other.button('Confirm address').click();
  await other.page.getByRole('link', { name: 'To the dashboard' }).click();
  await expect(other.section('Waiting for your answer')).toContainText('Budget');
});

test('a link that is not ours says so', async ({ app, page, watch }) => {
  watch.expectStatus(400, 401);
  await page.goto(`/verify/${Person.address('x')}`);
  await app.button('Confirm address').click();
  await expect(page.getByRole('alert')).toBeVisible();
});

test('a new e-mail address is confirmed, and undone from the former one', async ({
  app,
  otherBrowser,
  page,
  person,
  server,
  watch,
}) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  await page.goto(await server.linkMailedTo(ann.email, '/verify/'));
  watch.expectStatus(400, 401);
  await app.button('Confirm address').click();
  await page.getByLabel('Password').fill(ann.password);
  await app.button('Confirm address').click();
  await expect(app.heading('Address confirmed')).toBeVisible();
  await bob.plan({
    title: 'Budget',
    ...onDay(2, '10:00', 60),
    participants: [{ email: ann.email }],
  });

  const wanted = Person.address('anna');
  await app.openAs(ann, '/dashboard/settings');
  const setting = app.section('E-mail address');
  await app.field('New e-mail address').fill(wanted);
  await app.field('Your password').fill('wrong-Tree-42');
  await app.button('Change e-mail address').click();
  await expect(app.field('Your password')).toHaveAccessibleDescription(/not correct/);
  await app.field('Your password').fill(ann.password);
  await app.button('Change e-mail address').click();
  await expect(setting.getByText(`We sent a link to ${wanted}`)).toBeVisible();
  await expect(app.field('New e-mail address')).toHaveValue('');

  const link = await server.linkMailedTo(wanted, '/change-email/');
  await page.goto(link);
  await expect(app.heading('Confirm your new e-mail address')).toBeVisible();
  await page.goto('/dashboard/settings');
  await expect(setting.getByText(ann.email)).toBeVisible();
  await page.goto(link);
  await app.button('Change address').click();
  await expect(app.heading('E-mail address changed')).toBeVisible();
  await page.getByRole('link', { name: 'To the dashboard' }).click();
  await expect(app.section('Waiting for your answer')).toContainText('Budget');
  await page.goto('/dashboard/settings');
  await expect(setting.getByText(wanted)).toBeVisible();

  const other = new App(await otherBrowser());
  await other.page.goto(await server.linkMailedTo(ann.email, '/undo-email/'));
  await other.button('Undo the change').click();
  await expect(other.heading('Change undone')).toBeVisible();
  await other.page.goto(await server.linkMailedTo(ann.email, '/reset/'));
  await other.field('New password').fill('pear-Tree-42');
  await other.field('New password again').fill('pear-Tree-42');
  await other.button('Change the password').click();
  await expect(other.heading('Password changed')).toBeVisible();
  await other.openAs({ ...ann, password: 'pear-Tree-42' } as Person, '/dashboard');
  await expect(other.section('Waiting for your answer')).toContainText('Budget');
});
