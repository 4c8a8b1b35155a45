import { expect, PHONE, test } from './harness/test';
import { at, clockChange, day, onDay } from './harness/times';
import { App } from './pages/app';
import { MeetingForm } from './pages/meeting-form';

for (const viewport of [{ width: 1280, height: 800 }, PHONE])
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport });

    test('plans with two participants, sees the clash while typing, and one answers', async ({
      app,
      otherBrowser,
      page,
      person,
      server,
    }) => {
      const [ann, bob] = [await person('Ann'), await person('Bob')];
      const guest = `gus.${Date.now()}@example.org`;
      await bob.plan({ title: 'Dentist', ...onDay(2, '10:00', 60) });

      await app.openAs(ann, '/dashboard/meetings/new');
      const form = new MeetingForm(page);
      await form.title.fill('Budget');
      await form.setStart(day(2), '10:30');
      await form.addPeople(`${bob.email}, Gus <${guest}>`);
      await expect(page.getByText('1 of 3 is busy')).toBeVisible();
      await form.setStart(day(2), '11:00');
      await expect(page.getByText('1 of 3 is busy')).toBeHidden();
      await form.setStart(day(2), '10:30');
      await expect(page.getByText('1 of 3 is busy')).toBeVisible();
      await expect(page.getByText('2 people get an invitation.')).toBeVisible();
      await page.getByRole('button', { name: /Plan and invite/ }).click();
      await expect(page).toHaveURL(/\/dashboard\/meetings\/[0-9a-f-]{36}$/);

      const other = new App(await otherBrowser({ viewport }));
      await other.openAs(bob);
      const waiting = other.section('Waiting for your answer');
      await expect(waiting.getByText(/10:30–11:\d\d Berlin/)).toBeVisible();
      await waiting.getByRole('button', { name: /^Yes/ }).click();
      await expect(other.page.getByText('Nothing waits for you')).toBeVisible();
      await other.page.reload();
      await expect(other.section('Clashes in the coming week')).toContainText('Budget');

      await expect
        .poll(() => server.mails().filter(({ to }) => to.includes(guest)).length)
        .toBeGreaterThan(0);
    });
  });

test('what is typed outlives an expired session', async ({ app, context, page, person, watch }) => {
  watch.expectStatus(401);
  const ann = await person('Ann');
  await app.openAs(ann, '/dashboard/meetings/new');
  const form = new MeetingForm(page);
  await form.title.fill('Half a thought');
  await context.clearCookies();
  await page.reload();
  await app.logIn(ann);
  await expect(page).toHaveURL('/dashboard/meetings/new');
  await expect(form.title).toHaveValue('Half a thought');
});

test('the same hour on the clocks of Berlin on both sides of a clock change is another one in Kolkata', async ({
  app,
  page,
  person,
}) => {
  const change = clockChange('Europe/Berlin');
  const isSpring = change.slice(5, 7) < '07';
  const [before, after] = [shifted(change, -1), shifted(change, 1)];
  const kim = await person('Kim', { time_zone: 'Asia/Kolkata' });
  const ann = await person('Ann');
  const participants = [{ email: kim.email }];
  const time_zone = 'Europe/Berlin';
  await ann.plan({ title: 'Before', time_zone, participants, ...at(before, '10:00', 60) });
  await ann.plan({ title: 'After', time_zone, participants, ...at(after, '10:00', 60) });
  await app.openAs(kim);
  const waiting = app.section('Waiting for your answer').getByRole('listitem');
  const [early, late] = ['13:30–14:30 for you', '14:30–15:30 for you'];
  for (const [title, time] of [
    ['Before', isSpring ? late : early],
    ['After', isSpring ? early : late],
  ] as const) {
    const card = waiting.filter({ has: page.getByRole('link', { name: title }) });
    await expect(card).toContainText('10:00–11:00 Berlin');
    await expect(card).toContainText(time);
  }
});

function shifted(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}
