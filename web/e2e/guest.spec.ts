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

    test('a link opened before a move shows the new time and asks again', async ({
      page,
      person,
      server,
      watch,
    }) => {
      watch.expectStatus(409);
      const ann = await person('Ann');
      const guest = Person.address('gil');
      const meeting = await ann.plan({
        title: 'Budget',
        ...onDay(2, '10:00', 60),
        participants: [{ email: guest, name: 'Gil' }],
      });
      const link = await server.linkMailedTo(guest, '/rsvp/');
      const reply = async () => ((await ann.read(meeting)).participants as object[])[0];

      await page.goto(`${link}?answer=accepted`);
      await expect(page.locator('time')).toContainText('10:00');
      await page.getByLabel(/Message to Ann/).fill('With pleasure');
      await ann.patch(`/api/meetings/${meeting}/`, onDay(2, '15:00', 60));
      await page.getByRole('button', { name: 'Yes Press to send' }).click();
      await expect(page.getByRole('alert')).toContainText('The organiser has moved the meeting.');
      await expect(page.locator('time')).toContainText('15:00');
      await expect(page.getByText('Will you come?')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Yes I will come' })).toBeVisible();
      await expect(page.getByLabel(/Message to Ann/)).toHaveValue('With pleasure');
      expect(await reply()).toMatchObject({ status: 'pending', sequence: null });

      await page.getByRole('button', { name: /^Yes/ }).click();
      await expect(page.getByRole('status')).toContainText('You said yes.');
      const said = { status: 'accepted', sequence: 1, note: 'With pleasure' };
      expect(await reply()).toMatchObject(said);
    });
  });
