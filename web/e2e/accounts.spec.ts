import { Person } from './harness/people';
import { expect, PHONE, test } from './harness/test';
import { MeetingForm } from './pages/meeting-form';

const PASSWORD = 'plum-Tree-42';

for (const viewport of [{ width: 1280, height: 800 }, PHONE]) {
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport });

    test('registers and is logged in', async ({ app, page }) => {
      await page.goto('/');
      await page.getByRole('link', { name: 'Register' }).click();
      await expect(app.heading('Register')).toBeVisible();
      await app.field('E-mail').fill(Person.address('ann'));
      await app.field('First name (optional)').fill('Ann');
      await app.field('Password').fill(PASSWORD);
      await app.field('Password again').fill(PASSWORD);
      await expect(page.getByRole('button', { name: 'Time zone' })).toContainText('New York');
      await app.button('Register').click();
      await expect(page).toHaveURL('/dashboard');
      await expect(app.heading('Hello, Ann')).toBeVisible();
    });

    test('logs in and out', async ({ app, page, person }) => {
      const ann = await person('Ann');
      await page.goto('/');
      await expect(page).toHaveURL('/login');
      await app.logIn(ann);
      await expect(page).toHaveURL('/dashboard');
      await page.reload();
      await expect(app.heading('Hello, Ann')).toBeVisible();
      await app.logOut();
      await expect(page).toHaveURL('/login');
      await page.goto('/dashboard');
      await expect(app.heading('Log in')).toBeVisible();
    });
  });
}

test('a wrong password says so, and so does an unknown address', async ({
  app,
  page,
  person,
  watch,
}) => {
  watch.expectStatus(401);
  const ann = await person('Ann');
  await page.goto('/login');
  for (const wrong of [
    { email: ann.email, password: 'pear-Tree-42' },
    { email: Person.address('nobody'), password: PASSWORD },
  ]) {
    await app.logIn(wrong);
    await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong.');
    await expect(app.field('E-mail')).toHaveValue(wrong.email);
  }
  await app.logIn(ann);
  await expect(page).toHaveURL('/dashboard');
});

test("the server's messages stand beside the fields", async ({ app, page, person, watch }) => {
  watch.expectStatus(400);
  const ann = await person('Ann');
  await page.goto('/register');
  await app.field('E-mail').fill(ann.email);
  await app.field('Password').fill('12345');
  await app.field('Password again').fill('12345');
  await app.button('Register').click();
  await expect(app.field('Password')).toBeFocused();
  await expect(app.field('Password')).toHaveAccessibleDescription(/8 characters.*numeric/);
  await app.field('Password').fill(PASSWORD);
  await expect(app.field('Password')).not.toHaveAttribute('aria-invalid');
  await app.field('Password again').fill(PASSWORD);
  await app.button('Register').click();
  await expect(app.field('E-mail')).toBeFocused();
  await expect(app.field('E-mail')).toHaveAccessibleDescription(/already/);
});

test('a forgotten password is replaced by the link in the mail', async ({
  app,
  page,
  person,
  server,
  watch,
}) => {
  const ann = await person('Ann');
  await page.goto('/login');
  await page.getByRole('link', { name: 'I forgot my password' }).click();
  await expect(app.heading('Forgot your password?')).toBeVisible();
  await app.field('E-mail').fill(ann.email);
  await app.button('Send the link').click();
  await expect(page.getByRole('status').filter({ hasText: ann.email })).toBeVisible();

  const link = await server.linkMailedTo(ann.email, '/reset/');
  await page.goto(link);
  await app.field('New password').fill('short');
  await app.field('New password again').fill('short');
  watch.expectStatus(400);
  await app.button('Change the password').click();
  await expect(app.field('New password')).toHaveAccessibleDescription(/at least 8 characters/i);
  await app.field('New password').fill('pear-Tree-42');
  await app.field('New password again').fill('pear-Tree-42');
  await app.button('Change the password').click();
  await expect(app.heading('Password changed')).toBeVisible();
  await page.getByRole('link', { name: 'Log in' }).click();
  await app.logIn({ email: ann.email, password: 'pear-Tree-42' });
  await expect(page).toHaveURL('/dashboard');

  // The link works once.
  await page.goto(link);
  await app.field('New password').fill(PASSWORD);
  await app.field('New password again').fill(PASSWORD);
  await app.button('Change the password').click();
  await expect(page.getByRole('alert')).toContainText('This link does not work any more.');
});

test('an address of an international domain is one person and shown as typed', async ({
  app,
  page,
  person,
}) => {
  const ann = await person('Ann');
  const local = Person.address('zoe').split('@')[0];
  const typed = `${local}@müller.example`;
  await page.goto('/register');
  await app.field('E-mail').fill(typed);
  await app.field('First name (optional)').fill('Zoe');
  await app.field('Password').fill(PASSWORD);
  await app.field('Password again').fill(PASSWORD);
  await app.button('Register').click();
  await app.account.click();
  await expect(page.getByRole('menu').getByText(typed)).toBeVisible();
  await page.keyboard.press('Escape');
  await app.logOut();

  await app.openAs(ann, '/dashboard/meetings/new');
  const form = new MeetingForm(page);
  await form.title.fill('Budget');
  await form.addPeople(typed.toUpperCase());
  await expect(page.getByRole('list', { name: 'People' })).toContainText(typed);
  await page.getByRole('button', { name: /Plan and invite/ }).click();
  await expect(page.getByRole('main').getByText(typed)).toBeVisible();
  await expect(page.getByText('xn--')).toHaveCount(0);
  await app.logOut();

  await app.logIn({ email: `${local}@xn--mller-kva.example`, password: PASSWORD });
  await expect(app.section('Waiting for your answer')).toContainText('Budget');
});
