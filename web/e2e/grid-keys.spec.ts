import type { Page } from '@playwright/test';
import { addDays } from '../src/lib/time';
import { expect, PHONE, test } from './harness/test';
import { clockChange, day, onDay } from './harness/times';
import { CalendarGrid } from './pages/calendar';

/** A Wednesday that is still to come: its neighbours are in the same week. */
function wednesday(): string {
  const ahead = [7, 8, 9, 10, 11, 12, 13].find(
    (days) => new Date(`${day(days)}T00:00:00Z`).getUTCDay() === 3,
  );
  return day(ahead ?? 7);
}

test('the calendar by keys alone: cells, views, dates', async ({ app, page, person }) => {
  const ann = await person('Ann');
  const date = wednesday();
  await app.openAs(ann, `/dashboard/calendar?view=week&date=${date}`);
  const grid = new CalendarGrid(page);

  await grid.cell.focus();
  await expect(grid.cell).toHaveAccessibleName(/^Monday .*, 09:00 Berlin: nothing planned$/);
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
  await expect(grid.cell).toHaveAccessibleName(/^Wednesday .*, 09:30 Berlin/);
  await expect(grid.cell).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'New meeting' })).toContainText('09:30–10:00');
  await page.keyboard.type('Walk');
  await page.keyboard.press('Enter');
  await expect(grid.meeting('Walk')).toBeVisible();
  await expect(grid.cell).toBeFocused();
  await expect(grid.cell).toHaveAccessibleName(/^Wednesday .*, 09:30 Berlin: Walk$/);

  await page.keyboard.press('PageDown');
  await expectShown(page, 'week', addDays(date, 7));
  await expect(grid.cell).toBeFocused();
  await expect(grid.cell).toHaveAccessibleName(/^Wednesday .*, 09:30 Berlin: nothing planned$/);

  await page.keyboard.press('k');
  await expectShown(page, 'week', date);
  await page.keyboard.press('j');
  await expectShown(page, 'week', addDays(date, 7));
  await page.keyboard.press('t');
  for (const [key, view] of [
    ['d', 'day'],
    ['m', 'month'],
    ['a', 'agenda'],
    ['w', 'week'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page).toHaveURL(new RegExp(`view=${view}&`));
  }
  await page.keyboard.press('g');
  await page.getByRole('dialog', { name: 'Go to a date' }).getByLabel('Date').fill(date);
  await page.keyboard.press('Enter');
  await expectShown(page, 'week', date);
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE, hasTouch: true });

  test('three days are shown; a tap opens, and a tap on free hours plans', async ({
    app,
    page,
    person,
  }) => {
    const ann = await person('Ann');
    await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
    await app.openAs(ann, `/dashboard/calendar?view=week&date=${day(1)}`);
    await expect(page.getByRole('columnheader', { name: /\d/ })).toHaveCount(3);
    const grid = new CalendarGrid(page);
    const { x, y, width, height } = await grid.boxOf('Budget');
    await grid.meeting('Budget').tap();
    const card = page.getByRole('dialog', { name: 'Budget' });
    await expect(card).toContainText('10:00–11:00 Berlin');
    await page.keyboard.press('Escape');
    await expect(card).toBeHidden();
    await page.touchscreen.tap(x + width / 2, y + height * 2.25);
    const popover = page.getByRole('dialog', { name: 'New meeting' });
    await expect(popover).toContainText('12:00–12:30');
    await expect(popover.getByLabel(/^Title/)).toBeFocused();
  });
});

test('a month’s days plan a meeting from the first to the last', async ({ app, page, person }) => {
  const ann = await person('Ann');
  const date = wednesday();
  await app.openAs(ann, `/dashboard/calendar?view=month&date=${date}`);
  const middle = async (of: string) => {
    const box = await page.locator(`[role=cell][data-date="${of}"]`).boundingBox();
    if (box === null) throw new Error(`${of} is not drawn.`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const [from, to] = [await middle(date), await middle(addDays(date, 2))];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 10 });
  await page.mouse.up();
  const popover = page.getByRole('dialog', { name: 'New meeting' });
  await expect(popover.getByLabel('Starts at')).toHaveValue('09:00');
  await expect(popover.getByLabel('Ends at')).toHaveValue('17:00');
  await popover.getByLabel(/^Title/).fill('Retreat');
  await page.keyboard.press('Enter');
  await expect(new CalendarGrid(page).meeting('Retreat')).toBeVisible();
  const { results } = await (await ann.get('/api/meetings/')).json();
  expect(results).toEqual([
    expect.objectContaining({ title: 'Retreat', duration_minutes: 56 * 60 }),
  ]);
});

test('where one would plan at a clash the ghost says so', async ({ app, page, person }) => {
  const ann = await person('Ann');
  await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
  await app.openAs(ann, `/dashboard/calendar?view=day&date=${day(2)}`);
  const grid = new CalendarGrid(page);
  const { x, y, width, height } = await grid.boxOf('Budget');
  const ghost = page.locator('[data-ghost]');
  const beside = x + width + 4;
  await page.mouse.move(beside, y - height * 0.9);
  await page.mouse.down();
  await page.mouse.move(beside, y - height * 0.3, { steps: 10 });
  await expect(ghost).not.toHaveAttribute('data-clashes');
  await page.mouse.move(beside, y + height * 0.4, { steps: 10 });
  await expect(ghost).toHaveAttribute('data-clashes');
  await page.mouse.up();
  await expect(page.getByRole('dialog', { name: 'New meeting' })).toContainText('You are busy');
});

test('working hours of one’s own, and both hours of a clock change', async ({
  app,
  page,
  person,
}) => {
  const ann = await person('Ann');
  await app.openAs(ann, '/dashboard/settings');
  const hours = app.section('Calendar');
  await hours.getByLabel('Work starts at').fill('6');
  await hours.getByLabel('Work ends at').fill('5');
  await page.keyboard.press('Tab');
  await expect(hours).toContainText('The end has to be after the start.');
  await hours.getByLabel('Work ends at').fill('14');
  await page.keyboard.press('Tab');
  const key = `account:${await ann.id()}:calendar-second-zone`;
  await page.evaluate((key) => localStorage.setItem(key, 'UTC'), key);

  await page.goto(`/dashboard/calendar?view=week&date=${clockChange('Europe/Berlin')}`);
  const grid = new CalendarGrid(page);
  await grid.cell.focus();
  await expect(grid.cell).toHaveAccessibleName(/, 06:00 Berlin/);
  const later = page.getByText(/^Sun \d\d:00$/);
  await expect(later).toHaveCount(24 - 3);
});

async function expectShown(page: Page, view: string, date: string): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`view=${view}&date=${date}$`));
}
