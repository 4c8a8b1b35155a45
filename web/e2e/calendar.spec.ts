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

    test('a meeting is moved by drag, and back by undo', async ({ app, page, person }) => {
      const ann = await person('Ann');
      const id = await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
      await app.openAs(ann, path);
      const grid = new CalendarGrid(page);
      const { x, y, width, height } = await grid.boxOf('Budget');
      await grid.drag(x + width / 2, y + height / 2, y + height * 2.5 + 8);
      await expect(page.getByText(/^Moved to .* 12:00–13:00 \(1 h\) Berlin/)).toBeVisible();
      await expectTimes(ann, id, onDay(2, '12:00', 60));
      await app.button('Undo').click();
      await expectTimes(ann, id, onDay(2, '10:00', 60));
    });

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

test('dropped on a clash it asks, and can be put back', async ({ app, page, person }) => {
  const ann = await person('Ann');
  const id = await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
  await ann.plan({ title: 'Dentist', ...onDay(2, '12:00', 60) });
  await app.openAs(ann, `/dashboard/calendar?view=week&date=${day(2)}`);
  const grid = new CalendarGrid(page);
  const { x, y, width, height } = await grid.boxOf('Budget');
  const drop = () => grid.drag(x + width / 2, y + height / 2, y + height * 2.5 + 8);
  await drop();
  const question = page.getByRole('alertdialog', { name: '1 person is busy at that time' });
  await expect(question).toContainText('Dentist, 12:00–13:00');
  await question.getByRole('button', { name: 'Put it back' }).click();
  await expect(question).toBeHidden();
  await expectTimes(ann, id, onDay(2, '10:00', 60));
  await drop();
  await question.getByRole('button', { name: 'Save anyway' }).click();
  await expectTimes(ann, id, onDay(2, '12:00', 60));
});

test('a drag over empty hours plans a meeting there', async ({ app, page, person }) => {
  const ann = await person('Ann');
  await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
  await app.openAs(ann, `/dashboard/calendar?view=week&date=${day(2)}`);
  const grid = new CalendarGrid(page);
  const { x, y, width, height } = await grid.boxOf('Budget');
  await grid.drag(x + width / 2, y + height * 2.1, y + height * 2.9);
  const popover = page.getByRole('dialog', { name: 'New meeting' });
  await expect(popover).toContainText('12:00–13:00 (1 h)');
  await expect(popover.getByLabel(/^Title/)).toBeFocused();
  await page.keyboard.type('Lunch');
  await page.keyboard.press('Enter');
  await expect(
    page.getByText('“Lunch” is planned. Nobody is mailed.', { exact: true }).first(),
  ).toBeVisible();
  await expect(grid.meeting('Lunch')).toBeVisible();
});

test('what makes no sense in the address is as if it were not there', async ({
  app,
  page,
  person,
}) => {
  const ann = await person('Ann');
  await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 30) });
  await app.openAs(ann, '/dashboard/calendar?view=year&date=tomorrow');
  await expect(page.getByRole('link', { name: 'Week' })).toHaveAttribute('aria-current', 'page');
  await expect(page.locator('[role=cell][aria-current=date]')).not.toHaveCount(0);
  await page.goto('/dashboard/meetings?role=king&from=soon&page=-1');
  await expect(page.getByRole('link', { name: 'Budget' })).toBeVisible();
});

async function expectTimes(person: Person, meeting: string, times: object): Promise<void> {
  const seconds = ({ start_time, end_time }: Record<string, unknown>) =>
    [start_time, end_time].map((time) => Date.parse(String(time)));
  await expect
    .poll(async () => seconds(await person.read(meeting)))
    .toEqual(seconds(times as Record<string, unknown>));
}
