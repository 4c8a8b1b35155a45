import { readFileSync } from 'node:fs';
import { expect, PHONE, test } from './harness/test';
import { onDay } from './harness/times';
import { App } from './pages/app';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

for (const viewport of [{ width: 1280, height: 800 }, PHONE]) {
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport });

    test('changes the profile', async ({ app, page, person, watch }) => {
      const [ann, bob] = [await person('Ann'), await person('Bob')];
      await bob.patch('/api/auth/me/', { username: `bob-the-builder-${viewport.width}` });
      await app.openAs(ann, '/dashboard/settings');
      await app.field('First name (optional)').fill('Anna');
      await app.field('User name (optional)').fill(`Bob-the-Builder-${viewport.width}`);
      watch.expectStatus(400);
      await app.button('Save the profile').click();
      await expect(app.field('User name (optional)')).toBeFocused();
      await expect(app.field('User name (optional)')).toHaveAccessibleDescription(/already/);
      await app.field('User name (optional)').fill('');
      await app.button('Save the profile').click();
      await expect(page.getByText('Profile saved').first()).toBeVisible();
      await expect(page.getByRole('button', { name: 'Account: Anna' })).toBeVisible();
      await page.reload();
      await expect(app.field('First name (optional)')).toHaveValue('Anna');
    });
  });
}

test('the time zone holds at once, and can be taken back', async ({ app, page, person }) => {
  const ann = await person('Ann');
  await app.openAs(ann, '/dashboard/settings');
  const zone = page.getByRole('button', { name: 'Time zone', exact: true });
  await expect(zone).toHaveText(/^Berlin/);
  await zone.click();
  await page.getByRole('combobox').fill('kolkata');
  await page.keyboard.press('Enter');
  await expect(zone).toHaveText('Kolkata UTC+5:30');
  await page.reload();
  await expect(zone).toHaveText('Kolkata UTC+5:30');
  await page.getByRole('button', { name: /of this browser, New York/ }).click();
  await expect(zone).toHaveText(/^New York/);
  await app.button('Undo').click();
  await expect(zone).toHaveText('Kolkata UTC+5:30');
});

test('reminders: the usual ones, up to five of my choice, or none', async ({
  app,
  page,
  person,
}) => {
  const ann = await person('Ann');
  const stored = async () => (await (await ann.get('/api/auth/me/')).json()).reminder_minutes;
  const save = async (text: string) => {
    await app.button('Save the reminders').click();
    await expect(page.getByText(text).first()).toBeVisible();
    await app.button('Dismiss').click();
  };
  await app.openAs(ann, '/dashboard/settings');
  await expect(page.getByLabel('15 minutes and 1 day before')).toBeChecked();
  await page.getByLabel('At times of my choice').check();
  for (const step of ['When it begins', '2 hours before', '1 week before'])
    await page.getByLabel(step).check();
  await expect(page.getByLabel('5 minutes before', { exact: true })).toBeDisabled();
  await save('Reminders saved');
  expect(await stored()).toEqual([0, 15, 120, 1440, 10080]);
  await page.getByLabel('Never').check();
  await save('No reminders any more');
  expect(await stored()).toEqual([]);
  await page.reload();
  await expect(page.getByLabel('Never')).toBeChecked();
});

test('the look is chosen, and stays', async ({ app, page, person }) => {
  const ann = await person('Ann');
  await app.openAs(ann, '/dashboard/settings');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByLabel('Dark').check();
  await expect.poll(background).not.toBe(light);
  await page.reload();
  await expect(page.getByLabel('Dark')).toBeChecked();
  expect(await background()).not.toBe(light);
  await page.getByLabel('Light').check();
  await expect.poll(background).toBe(light);
});

test('another password, and it ends the other sessions', async ({
  app,
  otherBrowser,
  page,
  person,
  watch,
}) => {
  const ann = await person('Ann');
  const phone = new App(await otherBrowser({ userAgent: IPHONE, viewport: PHONE }));
  await phone.openAs(ann, '/dashboard/settings');
  await app.openAs(ann, '/dashboard/settings');
  const sessions = app.section('Sessions');
  await expect(sessions.getByText('Safari on iPhone')).toBeVisible();

  const fill = async (old: string, next: string) => {
    await app.field('Current password').fill(old);
    await app.field('New password').fill(next);
    await app.field('New password again').fill(next);
    await app.button('Change the password').click();
  };
  watch.expectStatus(400);
  await fill('wrong-Tree-42', 'pear-Tree-42');
  await expect(app.field('Current password')).toBeFocused();
  await expect(app.field('Current password')).toHaveAttribute('aria-invalid', 'true');
  await fill(ann.password, '123');
  await expect(app.field('New password')).toHaveAccessibleDescription(/too short/);
  await fill(ann.password, 'pear-Tree-42');
  await expect(page.getByText('Password changed.').first()).toBeVisible();
  await expect(app.field('Current password')).toHaveValue('');
  await expect(sessions.getByText('Safari on iPhone')).toBeHidden();
  await expect(sessions.getByText('this one')).toBeVisible();
});

test('a session is ended from elsewhere', async ({ app, otherBrowser, page, person }) => {
  const ann = await person('Ann');
  const phone = await otherBrowser({ userAgent: IPHONE, viewport: PHONE });
  const onPhone = new App(phone);
  await onPhone.openAs(ann, '/dashboard/settings');
  await app.openAs(ann, '/dashboard/settings');
  const sessions = app.section('Sessions');

  await app.button('End the session of Safari on iPhone').click();
  const question = page.getByRole('alertdialog', { name: /Safari on iPhone/ });
  await expect(question.getByRole('button', { name: 'Keep' })).toBeFocused();
  await question.getByRole('button', { name: 'End the session' }).click();
  await expect(sessions.getByText('Safari on iPhone')).toBeHidden();

  // The first log-in by the API is one too.
  await app.button('End all others').click();
  await page.getByRole('alertdialog').getByRole('button', { name: /^End/ }).click();
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await expect(app.button('End all others')).toBeHidden();
});

test('takes all data along', async ({ app, page, person }) => {
  const ann = await person('Ann');
  await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
  await app.openAs(ann, '/dashboard/settings');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    app.button('Download my data').click(),
  ]);
  expect(download.suggestedFilename()).toBe('my-data.json');
  const text = readFileSync(await download.path(), 'utf8');
  expect(JSON.stringify(JSON.parse(text))).toContain(ann.email);
  expect(text).toContain('Budget');
});

test('deletes the account, and says before what ends with it', async ({
  app,
  page,
  person,
  server,
  watch,
}) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  const participants = [{ email: bob.email }];
  await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60), participants });
  await bob.plan({
    title: 'Plans',
    ...onDay(3, '10:00', 60),
    participants: [{ email: ann.email }],
  });
  await app.openAs(ann, '/dashboard/settings');
  await app.button('Delete my account').click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await expect(dialog.getByText('This meeting is called off')).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Budget' })).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Plans' })).toBeVisible();

  const password = dialog.getByLabel('Password', { exact: true });
  watch.expectStatus(400, 401);
  await password.fill('pear-Tree-42');
  await dialog.getByRole('button', { name: 'Delete it for good' }).click();
  await expect(password).toHaveAttribute('aria-invalid', 'true');
  await password.fill(ann.password);
  await dialog.getByRole('button', { name: 'Delete it for good' }).click();
  await expect(page).toHaveURL('/login');
  await app.logIn(ann);
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong.');
  await expect
    .poll(() =>
      server
        .mails()
        .filter(({ to }) => to.includes(bob.email))
        .map(({ subject }) => subject),
    )
    .toContainEqual(expect.stringMatching(/cancel.*Budget/i));
});

test('an account with many meetings is deleted piece by piece', async ({
  app,
  page,
  person,
  watch,
}) => {
  const ann = await person('Ann');
  for (let number = 0; number < 200; number += 1) {
    await ann.plan({ title: `Plan ${number}`, ...onDay(2 + (number % 20), '10:00', 60) });
  }
  await app.openAs(ann, '/dashboard/settings');
  await page.route('**/api/auth/me/deletion/', (route) =>
    route.fulfill({
      json: { deletion: { asked_at: '2026-12-01T09:00:00Z', meetings: 200, done: 50 } },
    }),
  );
  await app.button('Delete my account').click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByLabel('Password', { exact: true }).fill(ann.password);
  const [answer] = await Promise.all([
    page.waitForResponse((got) => got.request().method() === 'DELETE'),
    dialog.getByRole('button', { name: 'Delete it for good' }).click(),
  ]);
  expect(answer.status()).toBe(202);
  await expect(page.getByText('50 of 200 meetings are done')).toBeVisible();
  watch.expectStatus(401);
  await page.unroute('**/api/auth/me/deletion/');
  await expect(page).toHaveURL(/\/login/, { timeout: 15_000 });
  await app.logIn(ann);
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong.');
});
