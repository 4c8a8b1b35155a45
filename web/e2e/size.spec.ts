import type { Page } from '@playwright/test';
import { expect, PHONE, test } from './harness/test';

const MOST_BYTES = 150_000;
/** Each costs a slow network a turn. */
const MOST_FILES = 12;

test('the first page needs little JavaScript, and the calendar comes when it is opened', async ({
  app,
  page,
  person,
}) => {
  const ann = await person('Ann');
  await page.goto('/login');
  await expect(app.heading('Log in')).toBeVisible();
  expect(await scriptBytes(page)).toBeLessThanOrEqual(MOST_BYTES);
  expect((await scripts(page)).length).toBeLessThanOrEqual(MOST_FILES);
  await app.logIn(ann);
  await expect(page.getByText('Nothing is planned')).toBeVisible();
  const first = await scriptBytes(page);
  expect(first).toBeLessThanOrEqual(MOST_BYTES);
  await app.goTo('Calendar');
  await expect.poll(() => scriptBytes(page)).toBeGreaterThan(first);
});

test('a page has a shape before its script comes', async ({ app, page }) => {
  const scripts = /\/assets\/.*\.js$/;
  await page.route(scripts, () => undefined);
  await page.goto('/login', { waitUntil: 'commit' });
  const shape = page.locator('.boot');
  await expect(shape).toBeVisible();
  await page.unroute(scripts);
  await page.goto('/login');
  await expect(app.heading('Log in')).toBeVisible();
  await expect(shape).toBeHidden();
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE });

  test('the calendar asks for few files', async ({ app, page, person }) => {
    await app.openAs(await person('Ann'));
    await page.goto('/dashboard/calendar');
    await expect(page.getByText('Nothing is planned')).toBeVisible();
    expect((await scripts(page)).length).toBeLessThanOrEqual(MOST_FILES);
  });
});

/** What came over the wire for scripts, compressed as the server sends them. */
async function scriptBytes(page: Page): Promise<number> {
  return (await scripts(page)).reduce((sum, bytes) => sum + bytes, 0);
}

function scripts(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => entry as PerformanceResourceTiming)
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .map(({ encodedBodySize }) => encodedBodySize),
  );
}
