import { Person } from './harness/people';
import { expect, test } from './harness/test';
import { onDay } from './harness/times';
import { Admin } from './pages/admin';
import { App } from './pages/app';

test('an account is made, and its owner chooses the password by the mail', async ({
  app,
  otherBrowser,
  page,
  server,
  superuser,
  watch,
}) => {
  const admin = new Admin(page);
  const email = Person.address('grace');
  await app.openAs(await superuser('Root'), '/admin');
  await admin.goTo('Users');
  await app.button('New user').click();
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('textbox', { name: /^First name/ }).fill('Grace');
  await app.button('Make the account').click();
  await expect(app.heading('Grace')).toBeVisible();

  const other = new App(await otherBrowser());
  await other.page.goto(await server.linkMailedTo(email, '/reset/'));
  await other.field('New password').fill('plum-Tree-43');
  await other.field('New password again').fill('plum-Tree-43');
  await other.button('Change the password').click();
  await expect(other.heading('Password changed')).toBeVisible();
  await other.page.goto('/login');
  await other.logIn({ email, password: 'plum-Tree-43' });
  await expect(other.heading('Hello, Grace')).toBeVisible();

  await admin.goTo('Users');
  await page.getByRole('searchbox').fill(email);
  await expect(page).toHaveURL(/q=/);
  await expect(admin.row('Grace')).toHaveCount(1);
  watch.expectStatus(400);
  await app.button('New user').click();
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await app.button('Make the account').click();
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveAccessibleDescription(
    /already/,
  );
});

test('an account is narrowed down to, changed, shut out and let in again', async ({
  app,
  otherBrowser,
  page,
  person,
  superuser,
}) => {
  const ann = await person('Ann');
  const admin = new Admin(page);
  await app.openAs(await superuser('Root'), '/admin/users');
  await page.getByRole('searchbox').fill(ann.email);
  await expect(admin.row('Ann')).toHaveCount(1);
  await page.getByRole('combobox', { name: 'Administration' }).selectOption('Staff');
  await expect(page.getByText('No user is like that')).toBeVisible();
  await page.getByRole('combobox', { name: 'Administration' }).selectOption('Not staff');
  await admin.row('Ann').click();
  await expect(app.heading('Ann')).toBeVisible();

  await page.getByRole('textbox', { name: /^Last name/ }).fill('Miller');
  await app.button('Save the account').click();
  await expect(app.heading('Ann Miller')).toBeVisible();

  await app.button('Deactivate').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Deactivate' }).click();
  await expect(app.button('Let in again')).toBeVisible();
  const other = new App(await otherBrowser({}, 401));
  await other.page.goto('/login');
  await other.logIn(ann);
  await expect(other.page.getByRole('alert')).toContainText('wrong');

  await app.button('Let in again').click();
  await app.button('Let them in').click();
  await expect(app.button('Deactivate')).toBeVisible();
  await other.logIn(ann);
  await expect(other.account).toBeVisible();

  await page.reload();
  await app.button('Log out').click();
  await app.button('Log them out').click();
  await expect(page.getByText('0 sessions')).toBeVisible();
  await other.page.reload();
  await expect(other.heading('Log in')).toBeVisible();
});

test('of two who change an account at once neither loses anything', async ({
  app,
  page,
  person,
  superuser,
  watch,
}) => {
  const [root, ann] = [await superuser('Root'), await person('Ann')];
  const id = await ann.id();
  await app.openAs(root, `/admin/users/${id}`);
  await page.getByRole('textbox', { name: /^Last name/ }).fill('Miller');
  await root.patch(`/api/admin/users/${id}/`, { last_name: 'Smith', first_name: 'Anne' });

  watch.expectStatus(412);
  await app.button('Save the account').click();
  const panel = page.getByRole('alert', { name: 'Changed by somebody else' });
  await expect(panel).toContainText('Smith');
  await expect(page.getByRole('textbox', { name: /^Last name/ })).toHaveValue('Miller');
  await expect(page.getByRole('textbox', { name: /^First name/ })).toHaveValue('Anne');
  await app.button('Save the account').click();
  await expect(app.heading('Anne Miller')).toBeVisible();
  await expect(panel).toHaveCount(0);
});

test('roles make staff, and what goes beyond one’s own is refused in words', async ({
  app,
  otherBrowser,
  page,
  person,
  superuser,
}) => {
  const [root, ann, bob] = [await superuser('Root'), await person('Ann'), await person('Bob')];
  await root.makeStaff(ann, ['users.view', 'users.edit', 'roles.edit']);
  await root.makeStaff(bob, ['users.view', 'audit.view']);
  await app.openAs(ann, `/admin/users/${await bob.id()}`);
  await expect(page.getByText('you can see it and not change it')).toBeVisible();
  await expect(app.button('Delete')).toHaveCount(0);
  await expect(page.getByRole('checkbox', { name: 'Staff' })).toBeDisabled();

  const cleo = await person('Cleo');
  await page.goto(`/admin/users/${await cleo.id()}`);
  await expect(page.getByRole('checkbox', { name: 'Superuser' })).toBeDisabled();
  await expect(page.getByRole('checkbox', { name: `Role of ${bob.email}` })).toBeDisabled();
  await page.getByRole('checkbox', { name: 'Staff' }).check();
  await page.getByRole('checkbox', { name: `Role of ${ann.email}` }).check();
  await app.button('Save what they may do').click();
  await expect(page.getByText('What they may do is saved', { exact: true })).toBeVisible();

  const other = new App(await otherBrowser());
  await other.openAs(cleo, '/admin');
  await expect(new Admin(other.page).navigation.getByRole('link')).toHaveText(['Users', 'Roles']);
});

test('the last superuser stays one', async ({ app, page, superuser, watch }) => {
  // Those of earlier tests are none any more.
  const root = await superuser('Root');
  const all = await (await root.get('/api/admin/users/?is_staff=true&page_size=500')).json();
  const id = await root.id();
  for (const one of (all as { results: { id: string; is_superuser: boolean }[] }).results)
    if (one.is_superuser && one.id !== id)
      await root.patch(`/api/admin/users/${one.id}/access/`, { is_superuser: false });
  await app.openAs(root, `/admin/users/${id}`);
  watch.expectStatus(409);
  await page.getByRole('checkbox', { name: 'Superuser' }).uncheck();
  await app.button('Save what they may do').click();
  await expect(app.section('What they may do').getByRole('alert')).toContainText('last superuser');
  await app.button('Deactivate').click();
  const question = page.getByRole('alertdialog');
  await question.getByRole('button', { name: 'Deactivate' }).click();
  await expect(question.getByRole('alert')).toContainText('last superuser');
});

test('who goes hands the meetings over', async ({
  app,
  page,
  person,
  server,
  superuser,
  watch,
}) => {
  const [root, ann, bob] = [await superuser('Root'), await person('Ann'), await person('Bob')];
  const guest = Person.address('guest');
  const meeting = await ann.plan({
    title: `Budget of ${ann.email}`,
    ...onDay(1, '10:00', 60),
    participants: [{ email: guest }],
  });
  await app.openAs(root, `/admin/users/${await ann.id()}`);
  await app.button('Delete').click();
  const question = page.getByRole('dialog');
  await expect(question).toContainText('the 1 meeting that they organise');
  watch.expectStatus(400);
  await question.getByRole('textbox', { name: 'Who' }).fill('nobody@example.org');
  await app.button('Delete it for good').click();
  await expect(question.getByRole('textbox', { name: 'Who' })).toHaveAccessibleDescription(
    /No other active user/,
  );
  await question.getByRole('textbox', { name: 'Who' }).fill(bob.email);
  await app.button('Delete it for good').click();
  await expect(
    page.getByText(`The account ${ann.email} is deleted`, { exact: true }),
  ).toBeVisible();
  await expect(app.heading('Users')).toBeVisible();
  expect(await bob.read(meeting)).toMatchObject({ created_by_email: bob.email });
  await expect.poll(() => server.mails().filter(({ to }) => to.includes(guest)).length).toBe(2);
});

test('or the meetings are cancelled, and everybody is told', async ({
  app,
  page,
  person,
  server,
  superuser,
}) => {
  const [root, ann] = [await superuser('Root'), await person('Ann')];
  const guest = Person.address('guest');
  const title = `Budget of ${ann.email}`;
  await ann.plan({ title, ...onDay(1, '10:00', 60), participants: [{ email: guest }] });
  await expect.poll(() => server.mails().filter(({ to }) => to.includes(guest)).length).toBe(1);
  await app.openAs(root, `/admin/users/${await ann.id()}`);
  await app.button('Delete').click();
  await page.getByRole('radio', { name: /^They are cancelled/ }).check();
  await app.button('Delete it for good').click();
  await expect(app.heading('Users')).toBeVisible();
  const told = () =>
    server.mails().filter(({ to, subject }) => to.includes(guest) && /cancel/i.test(subject));
  await expect.poll(told).toHaveLength(1);
});
