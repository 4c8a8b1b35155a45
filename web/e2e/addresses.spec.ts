import { expect, test } from './harness/test';

test('every page can be opened by its address', async ({ app, page, person }) => {
  const ann = await person('Ann');
  await app.openAs(ann);
  for (const [path, heading] of [
    ['/dashboard/calendar', /20\d\d/],
    ['/dashboard/meetings', 'Meetings'],
    ['/dashboard/meetings/new', 'New meeting'],
    ['/dashboard/settings', 'Settings'],
    ['/dashboard/', 'Hello, Ann'],
    ['/', 'Hello, Ann'],
  ] as const) {
    await page.goto(path);
    await expect(app.heading(heading).first()).toBeVisible();
    await expect(page).toHaveTitle(/· Meeting scheduler$/);
  }
});

test('an address where nothing is says so', async ({ app, page, person, watch }) => {
  watch.expectStatus(404);
  const ann = await person('Ann');
  await page.goto('/nothing/here');
  await expect(page.getByText('There is nothing here')).toBeVisible();
  await app.openAs(ann, '/dashboard/meetings/0193b0a2-0000-7000-8000-000000000000');
  await expect(page.getByText('There is nothing here')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'To the dashboard' }).click();
  await expect(page).toHaveURL('/dashboard');
});
