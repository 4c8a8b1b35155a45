import { expectAccessible } from './harness/axe';
import { expect, test } from './harness/test';
import { onDay } from './harness/times';
import { App } from './pages/app';

test('a meeting changes hands once the other user accepts', async ({
  app,
  otherBrowser,
  page,
  person,
  server,
}) => {
  const [ann, bob, cleo] = [await person('Ann'), await person('Bob'), await person('Cleo')];
  const title = `Budget of ${ann.email}`;
  const meeting = await ann.plan({
    title,
    ...onDay(1, '10:00', 60),
    participants: [{ email: cleo.email }],
  });
  const read = (await ann.read(meeting)) as { participants: { id: number }[] };
  await ann.patch(`/api/meetings/${meeting}/participants/${read.participants[0]?.id}/`, {
    is_co_organiser: true,
  });
  const path = `/dashboard/meetings/${meeting}`;
  const offers = () =>
    server.mails().filter(({ to, subject }) => to.includes(bob.email) && /offered/.test(subject));

  await app.openAs(ann, path);
  const offer = async () => {
    await app.button('More').click();
    await page.getByRole('menuitem', { name: 'Change organiser…' }).click();
    await page.getByLabel(/^New organiser/).fill(bob.email);
    await app.button('Send offer').click();
    await expect(page.getByText(/You offered this meeting to/)).toBeVisible();
  };
  await offer();
  await app.button('Withdraw offer').click();
  await expect(page.getByText(/You offered this meeting to/)).toBeHidden();
  await offer();
  await expect.poll(() => offers().length).toBeGreaterThan(0);
  expect(offers().at(-1)?.text).toContain(path);
  await expectAccessible(page, path);

  const other = new App(await otherBrowser());
  await other.openAs(bob, path);
  await expect(other.page.getByText(/offers you this meeting/)).toBeVisible();
  await expect(other.button('.ics')).toHaveCount(0);
  await expectAccessible(other.page, path, other.button('Accept'));
  await other.button('Accept').click();
  await expect(other.page.getByText('You organise this')).toBeVisible();
  await expect(other.page.getByText(/became the organiser/)).toBeVisible();

  await page.goto(path);
  await expect(page.getByText(`From ${bob.email}`)).toBeVisible();
  const after = (await bob.read(meeting)) as { participants: { is_co_organiser: boolean }[] };
  expect(after.participants.some((one) => one.is_co_organiser)).toBe(false);
  await expect
    .poll(() => server.mails().filter(({ to }) => to.includes(cleo.email)).length)
    .toBeGreaterThan(1);
});

test('an offer that is declined leaves the meeting to its organiser', async ({
  app,
  page,
  person,
}) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  const meeting = await ann.plan({ title: 'Budget', ...onDay(1, '10:00', 60) });
  await ann.post(`/api/meetings/${meeting}/hand-over/`, { email: bob.email });
  await app.openAs(bob, `/dashboard/meetings/${meeting}`);
  await app.button('Decline').click();
  await expect(page).toHaveURL('/dashboard/meetings');
  expect((await ann.read(meeting)).transfer).toBeNull();
});

test('staff makes another user the organiser at once', async ({ app, page, person, superuser }) => {
  const [root, ann, bob] = [await superuser('Root'), await person('Ann'), await person('Bob')];
  const meeting = await ann.plan({ title: 'Budget', ...onDay(1, '10:00', 60) });
  await app.openAs(root, `/admin/meetings/${meeting}`);
  await app.button('Change organiser').click();
  await page.getByLabel(/^New organiser/).fill(bob.email);
  await page.getByRole('dialog').getByRole('button', { name: 'Change organiser' }).click();
  await expect(page.getByText(`From ${bob.email}`)).toBeVisible();
});
