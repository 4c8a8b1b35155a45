import { expect, test } from './harness/test';
import { App } from './pages/app';
import { MeetingForm } from './pages/meeting-form';

test('whoever has no session any more is back on the same page after the log-in', async ({
  app,
  context,
  page,
  person,
  watch,
}) => {
  const ann = await person('Ann');
  await app.openAs(ann, '/dashboard/settings');
  // The app cannot know whether the cookie is still there.
  watch.expectStatus(401);
  await expect(page).toHaveURL('/dashboard/settings');
  await context.clearCookies();
  await page.goto('/dashboard/meetings?q=budget');
  await expect(app.heading('Log in')).toBeVisible();
  await app.logIn(ann);
  await expect(page).toHaveURL('/dashboard/meetings?q=budget');
  await expect(app.heading('Meetings')).toBeVisible();
});

test('a session that ends while a page is open asks for the log-in, in all tabs', async ({
  app,
  context,
  page,
  person,
  watch,
}) => {
  watch.expectStatus(401);
  const ann = await person('Ann');
  await app.openAs(ann, '/dashboard/settings');
  const tab = new App(await context.newPage());
  await tab.page.goto('/dashboard');
  await expect(tab.heading('Hello, Ann')).toBeVisible();

  // Every other session of hers ends.
  await ann.changePassword('pear-Tree-42');
  await app.goTo('Dashboard');
  await expect(app.heading('Log in')).toBeVisible();
  await tab.page.reload();
  await expect(tab.heading('Log in')).toBeVisible();

  await app.logIn(ann);
  await expect(page).toHaveURL('/dashboard');
  await tab.page.reload();
  await expect(tab.heading('Hello, Ann')).toBeVisible();
});

test('two tabs that start at once share the session', async ({ app, context, person }) => {
  const ann = await person('Ann');
  await app.openAs(ann);
  const tabs = await Promise.all([context.newPage(), context.newPage(), context.newPage()]);
  await Promise.all(tabs.map((tab) => tab.goto('/dashboard')));
  await Promise.all([app.page, ...tabs].map((tab) => tab.reload()));
  for (const tab of tabs) await expect(new App(tab).heading('Hello, Ann')).toBeVisible();
});

test('another person in the same browser sees nothing of the first', async ({
  app,
  context,
  page,
  person,
}) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  await app.openAs(ann);
  const tab = new App(await context.newPage());
  await tab.page.goto('/dashboard');
  await expect(tab.heading('Hello, Ann')).toBeVisible();
  await app.logOut();
  await expect(tab.heading('Log in')).toBeVisible();
  await app.logIn(bob);
  await expect(app.heading('Hello, Bob')).toBeVisible();
  await tab.page.goto('/dashboard');
  await expect(tab.heading('Hello, Bob')).toBeVisible();
  await expect(page.getByText(ann.email)).toBeHidden();
});

test('another account finds no draft, search or message of the first', async ({
  app,
  context,
  page,
  person,
}) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  await app.openAs(ann, '/dashboard/meetings/new');
  const form = new MeetingForm(page);
  await form.title.fill('Takeover');
  await form.addPeople('Carl <carl@example.org>');
  await page.getByLabel(/^Description/).fill('Nobody else knows.');
  const tab = new App(await context.newPage());
  await tab.page.goto('/dashboard/meetings/new');
  await new MeetingForm(tab.page).title.fill('Second takeover');

  await app.logOut();
  await expect(tab.heading('Log in')).toBeVisible();
  for (const { page: left } of [app, tab]) {
    const kept = await left.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    );
    expect(kept).not.toMatch(/takeover|carl@|Nobody else/i);
  }
  await app.logIn(bob);
  await expect(app.heading('Hello, Bob')).toBeVisible();
  await tab.page.goto('/dashboard/meetings/new');
  await page.goto('/dashboard/meetings/new');
  for (const { page: shown } of [app, tab]) {
    await expect(new MeetingForm(shown).title).toHaveValue('');
    await expect(shown.getByText(/takeover|carl@/i)).toHaveCount(0);
  }
});

test('the log-in leads to no other site', async ({ app, page, person }) => {
  const ann = await person('Ann');
  await page.goto('/login?next=https://example.org/dashboard');
  await app.logIn(ann);
  await expect(page).toHaveURL('/dashboard');
});

test('scripts cannot read the session', async ({ app, context, page, person }) => {
  const ann = await person('Ann');
  await app.openAs(ann);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  const readable = await page.evaluate(() =>
    JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
  );
  expect(readable).not.toContain(cookie?.value);
  expect(readable).not.toContain('eyJ');
});
