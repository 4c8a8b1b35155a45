import { expect, test } from './harness/test';
import { day } from './harness/times';
import { CalendarGrid } from './pages/calendar';
import { MeetingForm } from './pages/meeting-form';

test('Enter saves nothing while a time is not understood', async ({ app, page, person }) => {
  const ann = await person('Ann');
  await app.openAs(ann, '/dashboard/meetings/new');
  const form = new MeetingForm(page);
  await form.title.fill('Budget');
  await form.setStart(day(2), '10:30');
  const clock = page.getByLabel('Starts, time');
  for (const [typed, reason] of [
    ['24:00', 'Midnight starts a day: enter 00:00 on that day.'],
    ['half ten', '“half ten” isn’t a time. Try 14:30 or 2:30 pm.'],
  ] as const) {
    await clock.fill(typed);
    await clock.press('Enter');
    await expect(page.getByText(reason)).toBeVisible();
    await expect(clock).toHaveValue(typed);
    await clock.press('ControlOrMeta+Enter');
    await page.getByRole('button', { name: /^Plan/ }).click();
    await expect(clock).toBeFocused();
  }
  await expect(page).toHaveURL('/dashboard/meetings/new');
  expect((await (await ann.get('/api/meetings/')).json()).count).toBe(0);

  await clock.fill('2:30 p.m.');
  await clock.press('Enter');
  await expect(page).toHaveURL(/\/dashboard\/meetings\/[0-9a-f-]{36}$/);
  const { results } = await (await ann.get('/api/meetings/')).json();
  expect(results).toEqual([
    expect.objectContaining({ title: 'Budget', time_zone: 'Europe/Berlin', duration_minutes: 30 }),
  ]);
});

test('the quick form takes a pasted list of people', async ({ app, page, person }) => {
  const ann = await person('Ann');
  await app.openAs(ann, `/dashboard/calendar?view=month&date=${day(2)}`);
  await page.locator(`[role=cell][data-date="${day(2)}"]`).click();
  const popover = page.getByRole('dialog', { name: 'New meeting' });
  await popover.getByLabel(/^Title/).fill('Retreat');
  const clock = popover.getByLabel('Starts at');
  await clock.fill('25:00');
  await clock.press('Enter');
  await expect(popover.getByText('“25:00” isn’t a time. Try 14:30 or 2:30 pm.')).toBeVisible();
  await clock.fill('19h');
  const people = popover.getByRole('textbox', { name: /^People/ });
  await people.fill('Doe, John <j@example.org>, Roe, Jane <r@example.org>');
  await people.press('Enter');
  await expect(popover.getByRole('button', { name: 'Take out Doe, John' })).toBeVisible();
  await people.press('Enter');
  await expect(new CalendarGrid(page).meeting('Retreat')).toBeVisible();
  const { results } = await (await ann.get('/api/meetings/')).json();
  const { participants, ...meeting } = await (
    await ann.get(`/api/meetings/${results[0].id}/`)
  ).json();
  expect(meeting.start_time).toContain(day(2));
  expect(participants.map(({ name }: { name: string }) => name)).toEqual([
    'Doe, John',
    'Roe, Jane',
  ]);
});
