import { expect, test } from './harness/test';

const GONE = 'The server cannot be reached; trying again.';

test.beforeEach(({ watch }) => watch.expectGone());

test('the server goes and comes back while one reads', async ({ app, page, person, server }) => {
  const ann = await person('Ann');
  await app.openAs(ann);
  await server.kill();
  await app.goTo('Meetings');
  await expect(page.getByRole('status').filter({ hasText: GONE })).toBeVisible();
  await server.launch();
  await expect(page.getByText(GONE)).toBeHidden({ timeout: 20_000 });
  await expect(app.heading('Meetings')).toBeVisible();
  await app.goTo('Dashboard');
  await expect(app.heading('Hello, Ann')).toBeVisible();
  await expect(page.getByText('Nothing is planned')).toBeVisible();
});

test('what is typed outlives the server', async ({ app, page, person, server }) => {
  const ann = await person('Ann');
  await page.goto('/login');
  await app.field('E-mail').fill(ann.email);
  await app.field('Password').fill(ann.password);
  await server.kill();
  await app.button('Log in').click();
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached.');
  await expect(app.field('E-mail')).toHaveValue(ann.email);
  await server.launch();
  await expect(page.getByText(GONE)).toBeHidden({ timeout: 20_000 });
  await app.button('Log in').click();
  await expect(app.heading('Hello, Ann')).toBeVisible();
});

test('a start waits for a server that does not answer', async ({ app, page, person, server }) => {
  const ann = await person('Ann');
  await app.openAs(ann);
  server.freeze();
  const reload = page.reload({ waitUntil: 'commit' });
  server.thaw();
  await reload;
  await expect(app.heading('Hello, Ann')).toBeVisible();
});
