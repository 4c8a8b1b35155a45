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
      await page.getByLabel(/Message to Ann/).fill('With pleasure');
      await page.getByRole('button', { name: /^Yes/ }).click();
      await expect(page.getByRole('status')).toContainText('You said yes.');
      await expect(page.getByRole('button', { name: 'Yes Your answer' })).toBeVisible();
      expect(await status()).toMatchObject({ status: 'accepted', note: 'With pleasure' });
      const file = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Add to your calendar' }).click();
      expect((await file).suggestedFilename()).toMatch(/\.ics$/);

      await page.getByText('Show in another time zone').click();
      await page.getByLabel('Time zone').fill('Asia/Tokyo');
      await page.getByRole('button', { name: 'Show' }).click();
      await expect(page.locator('time')).toContainText('Tokyo');
      await expect(page.getByText('Berlin, the organiser’s time')).toBeVisible();

      await page.getByRole('button', { name: /^No/ }).click();
      await expect(page.getByRole('status')).toContainText('You said no.');
      expect(await status()).toMatchObject({ status: 'declined', note: 'With pleasure' });

      // A button of the mail proposes; only the page answers.
      await page.goto(`${link}?answer=tentative`);
      await expect(page.getByRole('button', { name: 'Maybe Press to send' })).toBeFocused();
      expect(await status()).toMatchObject({ status: 'declined' });
      await page.keyboard.press('Enter');
      await expect(page.getByRole('status')).toContainText('You said maybe.');
    });
  });
