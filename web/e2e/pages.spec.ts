import { expectAccessible } from './harness/axe';
import { PHONE, test } from './harness/test';
import { day, onDay } from './harness/times';

for (const viewport of [{ width: 1280, height: 800 }, PHONE])
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport });

    test('axe finds nothing before the log-in', async ({ page, watch }) => {
      watch.expectStatus(404);
      for (const path of [
        '/login',
        '/register',
        '/forgot',
        '/reset/x',
        '/verify/x',
        '/change-email/x',
        '/undo-email/x',
        '/nothing/here',
      ])
        await expectAccessible(page, path);
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
      const look = (path: string) => expectAccessible(page, path, app.heading(/./).first());
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
          const path = `/dashboard/calendar?view=${view}&date=${day(1)}`;
          const grid = view === 'agenda' ? undefined : page.getByRole('gridcell');
          await expectAccessible(page, path, grid);
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
