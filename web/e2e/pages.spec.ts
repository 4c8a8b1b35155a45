import { expectAccessible, expectNoSidewaysScroll } from './harness/axe';
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
          await expect(page.getByRole('heading').first()).toBeVisible();
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

      test('axe finds nothing in the calendar, empty and full', async ({ app, page, person }) => {
        const [ann, bob] = [await person('Ann'), await person('Bob')];
        await app.openAs(ann);
        const look = async () => {
          for (const view of ['month', 'week', 'day', 'agenda']) {
            await page.goto(`/dashboard/calendar?view=${view}&date=${day(1)}`, {
              waitUntil: SETTLED,
            });
            if (view !== 'agenda') await expect(page.getByRole('gridcell')).toBeAttached();
            await expectAccessible(page);
            await expectNoSidewaysScroll(page);
          }
        };
        await look();
        const participants = [{ email: ann.email }];
        await ann.plan({ title: 'Budget', ...onDay(1, '10:00', 60) });
        await bob.plan({ title: 'Plans', ...onDay(1, '10:30', 60), participants });
        await bob.plan({ title: 'Third', ...onDay(1, '10:15', 60), participants });
        await ann.plan({ title: 'Fair', ...onDay(1, '09:00', 30 * 60) });
        await look();
      });
    });
