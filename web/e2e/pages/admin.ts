import { expect, type Locator, type Page } from '@playwright/test';

/** The administration's pages. */
export class Admin {
  constructor(readonly page: Page) {}

  get navigation(): Locator {
    return this.page.getByRole('navigation', { name: 'Administration' });
  }

  async goTo(place: string): Promise<void> {
    await this.navigation.getByRole('link', { name: place }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: place })).toBeVisible();
  }

  /** The row of a list that is called so. */
  row(name: string): Locator {
    return this.page.locator('[data-row]').filter({ hasText: name });
  }
}
