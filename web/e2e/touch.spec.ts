import { expect, PHONE, test } from './harness/test';
import { onDay } from './harness/times';

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
