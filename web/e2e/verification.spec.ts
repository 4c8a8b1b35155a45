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
