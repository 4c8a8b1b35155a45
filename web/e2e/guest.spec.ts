import { Person } from './harness/people';
import { expect, PHONE, test } from './harness/test';
import { onDay } from './harness/times';

for (const viewport of [{ width: 1280, height: 800 }, PHONE])
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport, javaScriptEnabled: false });

    test('a guest answers by the link in the mail, without JavaScript', async ({
      page,
      person,
      server,
    }) => {
      const ann = await person('Ann');
      const guest = Person.address('gus');
      const meeting = await ann.plan({
        title: 'Budget',
        ...onDay(2, '10:00', 60),
        participants: [{ email: guest, name: 'Gus' }],
      });
      const link = await server.linkMailedTo(guest, '/rsvp/');
      const status = async () =>
        ((await ann.read(meeting)).participants as { status: string; note: string }[])[0];

      await page.goto(link);
      expect(await status()).toMatchObject({ status: 'pending' });
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Budget');
      await page.getByRole('radio', { name: /^Yes/ }).check();
      await page.getByLabel(/Message to the organiser/).fill('With pleasure');
      await page.getByRole('button', { name: 'Send answer' }).click();
      await expect(page.getByRole('status')).toContainText('You said yes.');
      expect(await status()).toMatchObject({ status: 'accepted', note: 'With pleasure' });

      await page.getByText('Show in another time zone').click();
      await page.getByLabel('Time zone').fill('Asia/Tokyo');
      await page.getByRole('button', { name: 'Show' }).click();
      await expect(page.getByText('Asia/Tokyo (UTC+09:00)')).toBeVisible();

      await page.getByRole('radio', { name: /^No/ }).check();
      await page.getByRole('button', { name: 'Change answer' }).click();
      await expect(page.getByRole('status')).toContainText('You said no.');
      expect(await status()).toMatchObject({ status: 'declined' });
    });
  });
