import { expect, test } from './harness/test';
import { Admin } from './pages/admin';

test('a superuser makes a role, and two of them at once lose nothing', async ({
  app,
  page,
  superuser,
  otherBrowser,
  watch,
}) => {
  const root = await superuser('Root');
  const admin = new Admin(page);
  await app.openAs(root, '/admin');
  await admin.goTo('Roles');
  const name = `Help desk ${root.email}`;
  await app.button('New role').click();
  await app.field('Name').fill(name);
  await page.getByRole('checkbox', { name: 'See users' }).check();
  await app.button('Make the role').click();
  await expect(app.heading(name)).toBeVisible();

  const other = await otherBrowser();
  await other.goto(page.url());
  await other.getByRole('textbox', { name: 'E-mail' }).fill(root.email);
  await other.getByLabel('Password', { exact: true }).fill(root.password);
  await other.getByRole('button', { name: 'Log in', exact: true }).click();
  await other.getByRole('checkbox', { name: 'Change users' }).check();
  await other.getByRole('button', { name: 'Save the role' }).click();
  await expect(other.getByText(`“${name}” is saved`, { exact: true })).toBeVisible();

  watch.expectStatus(412);
  await app.field('Name').fill(`${name}, first line`);
  await app.button('Save the role').click();
  await expect(page.getByText('Somebody else changed this role meanwhile')).toBeVisible();
  await expect(app.field('Name')).toHaveValue(`${name}, first line`);
  await expect(page.getByRole('checkbox', { name: 'Change users' })).toBeChecked();
  await app.button('Save the role').click();
  await expect(app.heading(`${name}, first line`)).toBeVisible();
});
