import type { Page } from '@playwright/test';
import { expectAccessible } from './harness/axe';
import { expect, PHONE, test } from './harness/test';
import { day, onDay } from './harness/times';

/** Nothing is loaded any more, and everything has its place. */
const SETTLED = 'networkidle';

for (const colorScheme of ['light', 'dark'] as const)
  for (const viewport of [{ width: 1280, height: 800 }, PHONE])
    test.describe(`${colorScheme}, ${viewport.width} px`, () => {
      test.use({ colorScheme, viewport });

      test('axe finds nothing before the log-in', async ({ page, watch }) => {
        watch.expectStatus(404);
        for (const path of [
          '/login',
          '/register',
          '/forgot',
          '/reset/x',
          '/verify/x',
          '/nothing/here',
        ]) {
          await page.goto(path, { waitUntil: SETTLED });
          await expectAccessible(page);
          await expectNoSidewaysScroll(page);
        }
      });

      test('axe finds nothing behind it, empty and full', async ({ app, page, person }) => {
        const [ann, bob] = [await person('Ann'), await person('Bob')];
        await app.openAs(ann);
        const meeting = '/dashboard/meetings/';
        const pages = [
          '/dashboard',
          '/dashboard/calendar?view=agenda',
          `/dashboard/calendar?view=month&date=${day(1)}`,
          `/dashboard/calendar?view=week&date=${day(1)}`,
          `/dashboard/calendar?view=day&date=${day(1)}`,
          '/dashboard/meetings',
          '/dashboard/meetings/new',
          '/dashboard/settings',
        ];
        const look = async (path: string) => {
          await page.goto(path, { waitUntil: SETTLED });
          await expect(app.heading(/./).first()).toBeVisible();
          await expectAccessible(page);
          await expectNoSidewaysScroll(page);
        };
        for (const path of pages) await look(path);

        const participants = [{ email: ann.email }, { email: 'guest@example.org', name: 'Gus' }];
        const own = await ann.plan({
          title: 'Budget',
          location: 'Room 4',
          description: 'Bring the figures.',
          ...onDay(1, '10:00', 60),
          participants: [{ email: bob.email }],
        });
        const invited = await bob.plan({ title: 'Plans', ...onDay(1, '10:30', 60), participants });
        for (const path of [...pages, meeting + own, meeting + invited, `${meeting}${own}/edit`])
          await look(path);
      });
    });

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(beyond, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
