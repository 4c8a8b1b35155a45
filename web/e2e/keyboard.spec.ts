import { expect, test } from './harness/test';
import { onDay } from './harness/times';

test('the list is walked and answered by keys', async ({ app, page, person }) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  const participants = [{ email: ann.email }];
  const budget = await bob.plan({ title: 'Budget', ...onDay(2, '10:00', 60), participants });
  const plans = await bob.plan({ title: 'Plans', ...onDay(3, '10:00', 60), participants });
  const mine = await ann.plan({ title: 'Own', ...onDay(4, '10:00', 60) });
  const answers = async () =>
    Promise.all(
      [budget, plans].map(
        async (id) => ((await bob.read(id)).participants as { status: string }[])[0]?.status,
      ),
    );
  const link = (name: string) => page.getByRole('link', { name, exact: true });

  await app.openAs(ann, '/dashboard/meetings?order=start_time');
  await expect(link('Own')).toBeVisible();
  await page.keyboard.press('j');
  await expect(link('Budget')).toBeFocused();
  await page.keyboard.press('y');
  await page.keyboard.press('j');
  await expect(link('Plans')).toBeFocused();
  await page.keyboard.press('m');
  await expect.poll(answers).toEqual(['accepted', 'tentative']);
  await page.keyboard.press('x');
  await page.keyboard.press('k');
  await expect(link('Budget')).toBeFocused();
  await expect.poll(answers).toEqual(['accepted', 'declined']);

  // What is not mine is not edited; what is mine has no answer to give.
  await page.keyboard.press('e');
  await expect(page).toHaveURL(/\/dashboard\/meetings\?/);
  for (const key of ['j', 'j', 'y', 'e']) await page.keyboard.press(key);
  await expect(page).toHaveURL(new RegExp(`${mine}/edit$`));
});

test('the palette finds an action, a person and a meeting; the sheet tells the keys', async ({
  app,
  page,
  person,
}) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  await bob.plan({
    title: 'Quarterly figures',
    ...onDay(2, '10:00', 60),
    participants: [{ email: ann.email }],
  });
  const found = page.getByRole('listbox', { name: 'Found' });
  const find = async (typed: string) => {
    // At once, also while the palette is still on its way, and on.
    await page.keyboard.press('Control+k');
    await page.keyboard.type(typed.slice(0, 3));
    await expect(page.getByRole('combobox')).toHaveValue(typed.slice(0, 3));
    await page.keyboard.type(typed.slice(3));
  };

  await app.openAs(ann);
  await expect(page.getByRole('link', { name: 'Quarterly figures' }).first()).toBeVisible();
  await find('quarter');
  await expect(found.getByRole('option', { name: 'Quarterly figures' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(app.heading('Quarterly figures')).toBeVisible();

  await find(bob.email);
  // The person, and after that what the person takes part in.
  await expect(found.getByRole('option')).toHaveText([new RegExp(bob.email), /^Quarterly figures/]);
  await page.keyboard.press('Enter');
  await expect(app.heading('New meeting')).toBeVisible();
  await expect(page.getByRole('main')).toContainText(bob.email);

  await find('settings');
  await expect(found.getByRole('option')).toHaveText(['Go to the settings']);
  await page.keyboard.press('Enter');
  await expect(app.heading('Settings')).toBeVisible();
  await find('such a thing is not there');
  await expect(page.getByText('Nothing is called that.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(found).toBeHidden();

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const what of ['New meeting', 'Search', 'Find an action, a person or a meeting'])
    await expect(sheet.getByText(what, { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('c');
  await expect(app.heading('New meeting')).toBeVisible();
});
