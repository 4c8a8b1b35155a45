import { expect, PHONE, test } from './harness/test';
import { day, onDay } from './harness/times';
import { CalendarGrid } from './pages/calendar';

test.use({ viewport: PHONE, hasTouch: true, isMobile: true });

test('a finger answers, opens the menus and undoes', async ({ app, page, person }) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  const invited = await bob.plan({
    title: 'Budget',
    ...onDay(2, '10:00', 60),
    participants: [{ email: ann.email }],
  });
  const status = async () =>
    ((await bob.read(invited)).participants as { status: string }[])[0]?.status;

  await app.openAs(ann);
  const waiting = app.section('Waiting for your answer');
  await waiting.getByRole('button', { name: 'Yes' }).tap();
  await expect.poll(status).toBe('accepted');
  await page.getByRole('button', { name: 'Undo' }).tap();
  await expect.poll(status).toBe('pending');

  await app.navigation.getByRole('link', { name: 'Meetings' }).tap();
  await page.getByRole('button', { name: 'Maybe' }).tap();
  await expect.poll(status).toBe('tentative');
  await page.getByRole('link', { name: 'Budget', exact: true }).tap();
  await expect(app.heading('Budget')).toBeVisible();
  await page.getByRole('button', { name: 'More', exact: true }).tap();
  await expect(page.getByRole('menuitem', { name: /^Leave/ })).toBeVisible();
  await page.getByRole('heading', { name: 'Budget' }).tap({ force: true });
  await expect(page.getByRole('menu')).toBeHidden();
  await page.getByRole('button', { name: 'No', exact: true }).tap();
  await expect.poll(status).toBe('declined');

  await app.account.tap();
  await page.getByRole('menuitemradio', { name: 'Dark' }).tap();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Search' }).tap();
  await page.getByRole('combobox').fill('budget');
  await page.getByRole('option', { name: 'Budget' }).tap();
  await expect(app.heading('Budget')).toBeVisible();
});

test('a finger that rests on a meeting moves it, and one that does not scrolls', async ({
  app,
  page,
  person,
}) => {
  const ann = await person('Ann');
  const id = await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
  const start = async () => Date.parse(String((await ann.read(id)).start_time));
  const planned = await start();
  await page.clock.install();
  await app.openAs(ann, `/dashboard/calendar?view=day&date=${day(2)}`);
  const grid = new CalendarGrid(page);
  const before = await grid.boxOf('Budget');
  await grid.slide(before, before.height * 2, { rests: false });
  await expect.poll(async () => (await grid.meeting('Budget').boundingBox())?.y).not.toBe(before.y);
  expect(await start()).toBe(planned);

  const box = await grid.boxOf('Budget');
  await grid.slide(box, box.height * 2 + 8, { rests: true });
  await expect(page.getByText(/^Moved to .* 12:00–13:00 \(1 h\) Berlin/)).toBeVisible();
  await expect.poll(start).toBe(planned + 2 * 60 * 60 * 1000);
  await page.getByRole('button', { name: 'Undo' }).tap();
  await expect.poll(start).toBe(planned);
});
