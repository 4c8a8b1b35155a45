import { expect, PHONE, test } from './harness/test';
import { onDay } from './harness/times';

test.describe('on a phone', () => {
  test.use({ viewport: PHONE });

  test('the agenda is what is shown first', async ({ app, page, person }) => {
    const ann = await person('Ann');
    await ann.plan({ title: 'Budget', ...onDay(1, '10:00', 60) });
    await app.openAs(ann, '/dashboard/calendar');
    await expect(page.getByRole('main').getByText('Budget')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('10:00');
  });
});
