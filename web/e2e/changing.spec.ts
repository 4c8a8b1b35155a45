import { readFileSync } from 'node:fs';
import { expect, test } from './harness/test';
import { day, onDay } from './harness/times';
import { App } from './pages/app';
import { MeetingForm } from './pages/meeting-form';

const MEETING = '/dashboard/meetings/';

test("another person's change meanwhile is shown, and nothing typed is lost", async ({
  app,
  page,
  person,
  watch,
}) => {
  watch.expectStatus(412);
  const ann = await person('Ann');
  const id = await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
  await app.openAs(ann, `${MEETING}${id}/edit`);
  const { title } = new MeetingForm(page);
  await title.fill('Budget, second half');
  await ann.patch(`/api/meetings/${id}/`, { title: 'Budget of the year', location: 'Room 9' });
  await app.button(/^Save/).click();

  const difference = page.getByRole('alert', { name: 'Changed by somebody else' });
  await expect(difference).toContainText('Budget of the year');
  await expect(title).toHaveValue('Budget, second half');
  expect(await ann.read(id)).toMatchObject({ title: 'Budget of the year' });

  await difference.getByRole('button', { name: /^Theirs.*Budget of the year/ }).click();
  await expect(title).toHaveValue('Budget of the year');
  await difference.getByRole('button', { name: /^Yours.*Budget, second half/ }).click();
  await app.button(/^Save/).click();
  await expect(page).toHaveURL(MEETING + id);
  expect(await ann.read(id)).toMatchObject({ title: 'Budget, second half', location: 'Room 9' });
});

test('cancels, after a question that says who is mailed', async ({ app, page, person, server }) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  const id = await ann.plan({
    title: 'Budget',
    ...onDay(2, '10:00', 60),
    participants: [{ email: bob.email, name: 'Bob' }],
  });
  await app.openAs(ann, MEETING + id);
  const ask = async () => {
    await app.button('More').click();
    await page.getByRole('menuitem', { name: 'Cancel the meeting…' }).click();
  };
  const question = page.getByRole('alertdialog', { name: 'Cancel “Budget”?' });
  await ask();
  await expect(question).toContainText('Bob gets a mail that it does not take place.');
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect(question).toBeHidden();
  expect(await ann.read(id)).toMatchObject({ status: 'scheduled' });

  await ask();
  await question.getByRole('button', { name: 'Cancel the meeting' }).click();
  await expect(page.getByText('This meeting is cancelled.')).toBeVisible();
  expect(await ann.read(id)).toMatchObject({ status: 'cancelled' });
  const mailed = () =>
    server.mails().filter(({ to, subject }) => to.includes(bob.email) && /cancel/i.test(subject));
  await expect.poll(() => mailed().length).toBe(1);
});

test('takes a meeting along as a file for other calendars', async ({ app, page, person }) => {
  const ann = await person('Ann');
  const id = await ann.plan({ title: 'Budget 2027', ...onDay(2, '10:00', 60) });
  await app.openAs(ann, MEETING + id);
  const [file] = await Promise.all([page.waitForEvent('download'), app.button('.ics').click()]);
  expect(file.suggestedFilename()).toBe('Budget-2027.ics');
  const content = readFileSync(await file.path(), 'utf8');
  expect(content).toMatch(/^BEGIN:VCALENDAR\r\n/);
  expect(content).toContain('SUMMARY:Budget 2027\r\n');
});

test('the other person answers Yes, Maybe and No, and takes it back', async ({
  otherBrowser,
  person,
}) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  const id = await ann.plan({
    title: 'Budget',
    ...onDay(2, '10:00', 60),
    participants: [{ email: bob.email }],
  });
  const other = new App(await otherBrowser());
  await other.openAs(bob, MEETING + id);
  const answered = async (status: string) =>
    expect
      .poll(async () => (await ann.read(id)).participants)
      .toEqual([expect.objectContaining({ status })]);
  const answers = other.section('Your answer');
  for (const [name, status] of [
    ['Yes', 'accepted'],
    ['Maybe', 'tentative'],
    ['No', 'declined'],
  ] as const) {
    const button = answers.getByRole('button', { name, exact: true });
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', 'true');
    await answered(status);
  }
  const said = other.page.getByRole('listitem').filter({ hasText: 'You answered No to “Budget”' });
  await said.getByRole('button', { name: 'Undo' }).click();
  await expect(answers.getByRole('button', { name: 'Maybe' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await answered('tentative');
});

test('a meeting is duplicated with its people, and without their replies', async ({
  app,
  page,
  person,
}) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  await ann.plan({
    title: 'Review',
    location: 'Room 2',
    ...onDay(2, '10:00', 45),
    participants: [{ email: bob.email, name: 'Bob' }],
  });
  await app.openAs(ann, '/dashboard/meetings');
  await page.getByRole('button', { name: 'Options for Review' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect(page).toHaveURL(/\/dashboard\/meetings\/new/);
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Review');
  await expect(page.getByLabel('Starts', { exact: true })).toHaveValue(day(9));
  await expect(page.getByLabel('Starts, time')).toHaveValue('10:00');
  await expect(page.getByLabel('Ends, time')).toHaveValue('10:45');
  await page.getByRole('button', { name: /^Plan and invite/ }).click();
  await expect(page).toHaveURL(/\/dashboard\/meetings\/[0-9a-f-]{36}$/);
  const id = page.url().split('/').at(-1);
  const made = await (await ann.get(`/api/meetings/${id}/`)).json();
  expect(made).toMatchObject({ title: 'Review', location: 'Room 2', duration_minutes: 45 });
  expect(made.participants).toEqual([
    expect.objectContaining({ email: bob.email, name: 'Bob', status: 'pending' }),
  ]);
});

test('guests of a hidden list see only themselves and the organiser', async ({
  app,
  otherBrowser,
  page,
  person,
}) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  const guest = `gus.${Date.now()}@example.org`;
  const id = await ann.plan({
    title: 'Interviews',
    ...onDay(2, '10:00', 45),
    participants: [{ email: bob.email, name: 'Bob' }, { email: guest }],
  });
  await app.openAs(ann, `${MEETING}${id}/edit`);
  await page.getByLabel('Hide the guest list').check();
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.getByText('Guests don’t see each other.')).toBeVisible();
  await expect(page.getByText(guest, { exact: true })).toBeVisible();

  const other = new App(await otherBrowser());
  await other.openAs(bob, `${MEETING}${id}`);
  await expect(other.page.getByText('The organiser has hidden the guest list.')).toBeVisible();
  await expect(other.page.getByText(guest)).toHaveCount(0);
});

test('the organiser corrects the name of an invitee', async ({ app, page, person }) => {
  const ann = await person('Ann');
  const guest = `gus.${Date.now()}@example.org`;
  const id = await ann.plan({
    title: 'Review',
    ...onDay(2, '10:00', 45),
    participants: [{ email: guest, name: 'Gsu' }],
  });
  await app.openAs(ann, `${MEETING}${id}`);
  await page.getByRole('button', { name: 'More about Gsu' }).click();
  await page.getByRole('menuitem', { name: 'Edit name' }).click();
  await page.getByRole('dialog').getByLabel(/^Name/).fill('Gus');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'More about Gus' })).toBeVisible();
  const made = await (await ann.get(`/api/meetings/${id}/`)).json();
  expect(made.participants[0].name).toBe('Gus');
});
