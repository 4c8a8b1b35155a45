import { expect, PHONE, test } from './harness/test';
import { onDay } from './harness/times';

test('a meeting is moved by dragging it, and the move can be undone', async ({
  app,
  page,
  person,
}) => {
  const ann = await person('Ann');
  const meeting = await ann.plan({ title: 'Budget', ...onDay(0, '23:00', 30) });
  const start = async () => (await ann.read(meeting)).start_time;
  const before = await start();
  await app.openAs(ann, '/dashboard/calendar?view=day');
  const event = page.getByText('Budget').first();
  await expect(event).toBeVisible();
  await event.scrollIntoViewIfNeeded();
  const box = await event.boundingBox();
  if (box === null) throw new Error('The meeting is not shown.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 10, { steps: 3 });
  await page.mouse.move(x, y + 30, { steps: 5 });
  await page.mouse.up();
  await expect.poll(start).not.toBe(before);
  await app.button('Undo').click();
  await expect.poll(start).toBe(before);
});

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
