import type { Locator, Page } from '@playwright/test';

/** To plan a meeting, and to change one. */
export class MeetingForm {
  constructor(private readonly page: Page) {}

  get title(): Locator {
    return this.page.getByLabel('Title', { exact: true });
  }

  async setStart(day: string, time: string): Promise<void> {
    await this.page.getByLabel('Starts', { exact: true }).fill(day);
    const clock = this.page.getByLabel('Starts, time');
    await clock.fill(time);
    await clock.press('Tab');
  }

  async addPeople(addresses: string): Promise<void> {
    const field = this.page.getByLabel(/^Participants/);
    await field.fill(addresses);
    await field.press('Enter');
  }
}
