import { readFileSync } from 'node:fs';
import { expect, test } from './harness/test';
import { onDay } from './harness/times';
import { Admin } from './pages/admin';

test('what was done is found, with what was before and after, and leads to the thing', async ({
  app,
  page,
  person,
  superuser,
}) => {
  const [root, ann] = [await superuser('Root'), await person('Ann')];
  const meeting = await ann.plan({ title: 'Budget', ...onDay(1, '10:00', 60) });
  await ann.patch(`/api/meetings/${meeting}/`, { location: 'Room 9' });
  await root.patch(`/api/admin/users/${await ann.id()}/`, { last_name: 'Miller' });
  const admin = new Admin(page);
  await app.openAs(root, '/admin');
  await admin.goTo('Audit log');
  const log = page.getByRole('list', { name: 'What was done' });
  const entries = log.locator('> li');

  await page.getByRole('combobox', { name: 'Who' }).fill(ann.email);
  await page.keyboard.press('Enter');
  await expect(entries).toHaveCount(2);
  await page.getByRole('combobox', { name: 'What was done' }).selectOption('Meeting changed');
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText('Ann Miller changed the meeting');
  await expect(entries.locator('ins')).toHaveText('Room 9');
  await entries.getByRole('link', { name: 'Open the meeting' }).click();
  await expect(app.heading('Budget')).toBeVisible();
  await page.getByRole('link', { name: 'What was done to it' }).click();
  await expect(entries).toHaveCount(2);
  await app.button(/^Only one meeting/).click();

  await page.goto(`/admin/users/${await ann.id()}`);
  await page.getByRole('link', { name: 'What was done to the account' }).click();
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText('changed the account of');
  await expect(entries.locator('ins')).toHaveText('Miller');
});

test('the log is taken home, as it is narrowed down', async ({
  app,
  page,
  person,
  superuser,
  watch,
}) => {
  const [root, ann] = [await superuser('Root'), await person('Ann')];
  await ann.plan({ title: '=1+1', ...onDay(1, '10:00', 60) });
  await app.openAs(root, `/admin/audit?actor=${encodeURIComponent(ann.email)}`);
  const take = async (form: string) => {
    await app.button('Export').click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: form }).click(),
    ]);
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
  };
  const table = await take('A table for spreadsheets (CSV)');
  expect(table.name).toBe('audit.csv');
  expect(table.text).toContain("'=1+1");
  expect(table.text).not.toContain(root.email);
  const lines = await take('For programs (JSON lines)');
  expect(lines.name).toBe('audit.jsonl');
  for (const line of lines.text.trim().split('\n'))
    expect(JSON.parse(line)).toMatchObject({ action: 'meeting.create' });

  watch.expectStatus(400);
  await page.goto('/admin/audit?actor=half-an-address');
  await expect(page.getByRole('alert')).toContainText('another look');
});
