import { Person } from './harness/people';
import { expect, test } from './harness/test';
import { onDay } from './harness/times';
import { Admin } from './pages/admin';

test('a meeting of somebody else is found, changed and cancelled with the mails of its organiser', async ({
  app,
  page,
  person,
  server,
  superuser,
}) => {
  const [root, ann] = [await superuser('Root'), await person('Ann')];
  const guest = ann.email.replace('ann', 'guest');
  const title = `Budget of ${ann.email}`;
  await ann.plan({ title, ...onDay(1, '10:00', 60), participants: [{ email: guest }] });
  const admin = new Admin(page);
  await app.openAs(root, '/admin/meetings');
  await page.keyboard.press('/');
  await page.keyboard.type(ann.email);
  await expect(page).toHaveURL(/q=/);
  await expect(admin.row(title)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await expect(admin.row(title)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.heading(title)).toBeVisible();

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: /^Location/ }).fill('Room 9');
  await app.button(/^Save/).click();
  await expect(page.getByText('Room 9')).toBeVisible();

  await app.button('Cancel').click();
  await expect(page.getByRole('alertdialog')).toContainText(title);
  await app.button('Cancel the meeting').click();
  await expect(page.getByText(`Cancelled “${title}”`, { exact: true })).toBeVisible();
  const cancelled = () =>
    server.mails().filter(({ to, subject }) => to.includes(guest) && /cancel/i.test(subject));
  await expect.poll(cancelled).toHaveLength(1);

  await admin.goTo('Mails');
  await page.getByRole('searchbox').fill(guest);
  // The organiser is told as well: the list is that of the guest once one is left.
  await expect(admin.row('Cancel')).toHaveCount(1);
  await admin.row('Cancel').click();
  await expect(page.getByRole('region', { name: 'As its recipient reads it' })).toContainText(
    title,
  );
});

test('staff invites, answers and takes out for an organiser', async ({
  app,
  page,
  person,
  server,
  superuser,
  watch,
}) => {
  const [root, ann, bob] = [await superuser('Root'), await person('Ann'), await person('Bob')];
  const meeting = await ann.plan({
    title: `Budget of ${ann.email}`,
    ...onDay(1, '10:00', 60),
    conflict_policy: 'forbid',
    participants: [{ email: bob.email }],
  });
  const mailsTo = (email: string) => server.mails().filter(({ to }) => to.includes(email));
  await app.openAs(root, `/admin/meetings/${meeting}`);
  const people = app.section('Participants');

  await people.getByRole('button', { name: `More about ${bob.email}` }).click();
  await page.getByRole('menuitem', { name: 'Maybe' }).click();
  await expect(people.getByText('1 invited: 1 maybe')).toBeVisible();
  await expect.poll(() => mailsTo(ann.email).length).toBeGreaterThan(0);

  const guest = Person.address('guest');
  await people.getByLabel('Invite more people').fill(guest);
  await people.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(people.getByText(/^2 invited/)).toBeVisible();
  await expect.poll(() => mailsTo(guest).length).toBe(1);

  // The meeting forbids clashes, to staff as to its organiser.
  const cleo = await person('Cleo');
  await cleo.plan({ title: 'Something else', ...onDay(1, '10:30', 60) });
  watch.expectStatus(409);
  await people.getByLabel('Invite more people').fill(cleo.email);
  await people.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(people.getByRole('alert')).toContainText('Busy at that time');

  await people.getByRole('button', { name: `More about ${guest}` }).click();
  await page.getByRole('menuitem', { name: 'Take out…' }).click();
  await app.button('Take out').click();
  await expect(people.getByText('1 invited: 1 maybe')).toBeVisible();
  await expect.poll(() => mailsTo(guest).length).toBe(2);
});

test('who may only see all meetings changes none', async ({ app, page, person, superuser }) => {
  const [root, ann, bob] = [await superuser('Root'), await person('Ann'), await person('Bob')];
  await root.makeStaff(bob, ['meetings.view_all']);
  const participants = [{ email: bob.email }];
  const meeting = await ann.plan({ title: 'Budget', ...onDay(1, '10:00', 60), participants });
  await app.openAs(bob, `/admin/meetings/${meeting}`);
  await expect(app.section('Participants')).toContainText(bob.email);
  for (const name of [/^Cancel/, /^Delete/, /^Invite/, /^More about/])
    await expect(app.button(name)).toHaveCount(0);
  await page.goto(`/admin/meetings/${meeting}/edit`);
  await expect(page.getByText('You may not see this page')).toBeVisible();
});

test('a participant is found by name and by answer, and leads to the meeting', async ({
  app,
  page,
  person,
  superuser,
}) => {
  const [root, ann, bob] = [await superuser('Root'), await person('Ann'), await person('Bob')];
  const title = `Plans of ${ann.email}`;
  await ann.plan({ title, ...onDay(1, '10:00', 60), participants: [{ email: bob.email }] });
  const admin = new Admin(page);
  await app.openAs(root, '/admin');
  await admin.goTo('Participants');
  await page.getByRole('searchbox').fill(bob.email);
  await page.getByRole('combobox', { name: 'Answer' }).selectOption('Yes');
  await expect(page.getByText('No participant is like that')).toBeVisible();
  await page.getByRole('combobox', { name: 'Answer' }).selectOption('Not answered');
  await admin.row(bob.email).click();
  await expect(app.heading(title)).toBeVisible();
});
