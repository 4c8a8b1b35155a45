import type { Person } from './harness/people';
import { expect, PHONE, test } from './harness/test';
import { day, onDay } from './harness/times';
import { CalendarGrid } from './pages/calendar';

test.describe('on a phone', () => {
  test.use({ viewport: PHONE });

  test('the agenda is what is shown first', async ({ app, page, person }) => {
    const ann = await person('Ann');
    await ann.plan({ title: 'Budget', ...onDay(1, '10:00', 60) });
    await app.openAs(ann, '/dashboard/calendar');
    await expect(page.getByRole('main').getByText('Budget')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('10:00');
  });
});

for (const view of ['week', 'day'] as const)
  test.describe(view, () => {
    const path = `/dashboard/calendar?view=${view}&date=${day(2)}`;

    test('a meeting is made longer at its edge', async ({ app, page, person }) => {
      const ann = await person('Ann');
      const id = await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
      await app.openAs(ann, path);
      const grid = new CalendarGrid(page);
      const { x, y, width, height } = await grid.boxOf('Budget');
      await grid.meeting('Budget').hover();
      await grid.drag(x + width / 2, y + height - 2, y + height * 1.5 - 2);
      await expectTimes(ann, id, onDay(2, '10:00', 90));
    });
  });

async function expectTimes(person: Person, meeting: string, times: object): Promise<void> {
  const seconds = ({ start_time, end_time }: Record<string, unknown>) =>
    [start_time, end_time].map((time) => Date.parse(String(time)));
  await expect
    .poll(async () => seconds(await person.read(meeting)))
    .toEqual(seconds(times as Record<string, unknown>));
}
