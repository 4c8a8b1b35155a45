import { expect, test } from './harness/test';
import { onDay } from './harness/times';

test('the filters are in the address', async ({ app, page, person }) => {
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  await ann.plan({ title: 'Budget', ...onDay(2, '10:00', 60) });
  await bob.plan({
    title: 'Budget of Bob',
    ...onDay(3, '10:00', 60),
    participants: [{ email: ann.email }],
  });
  await ann.plan({ title: 'Retrospective', ...onDay(4, '10:00', 60) });

  await app.openAs(ann, '/dashboard/meetings');
  const title = (name: string) => page.getByRole('link', { name, exact: true });
  await expect(title('Retrospective')).toBeVisible();
  await page.getByRole('searchbox').fill('budget');
  await expect(title('Retrospective')).toBeHidden();
  await expect(page).toHaveURL(/[?&]q=budget/);
  await expect(title('Budget of Bob')).toBeVisible();

  await page.goto('/dashboard/meetings?q=budget&role=participant');
  await expect(title('Budget of Bob')).toBeVisible();
  await expect(title('Budget')).toBeHidden();
  await expect(page.getByRole('searchbox')).toHaveValue('budget');

  await page.goto('/dashboard/meetings?q=nothing+like+it');
  await expect(page.getByRole('main')).toContainText(/no meeting|nothing/i);
});
