import { expect, type Locator, type Page } from '@playwright/test';
import type { Person } from '../harness/people';

type Place = 'Dashboard' | 'Calendar' | 'Meetings' | 'Settings';

/** What all pages share: the frame, and fields, buttons and headings by what they are called. */
export class App {
  constructor(readonly page: Page) {}

  /** By the form, from wherever the page is; the app goes on to where it was asked for. */
  async logIn({ email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
    await this.field('E-mail').fill(email);
    await this.field('Password').fill(password);
    await this.button('Log in').click();
  }

  /** Opens an address as that person. */
  async openAs(person: Person, path = '/dashboard'): Promise<void> {
    await this.page.goto(path);
    await this.logIn(person);
    await expect(this.account).toBeVisible();
    // The page comes after its frame, and its keys with it.
    await expect(this.heading(/./).first()).toBeAttached();
  }

  async goTo(place: Place): Promise<void> {
    await this.navigation.getByRole('link', { name: place }).click();
  }

  /** The one that is shown: at the side, or on phones at the bottom. */
  get navigation(): Locator {
    return this.page.getByRole('navigation', { name: 'Main' });
  }

  get account(): Locator {
    return this.page.getByRole('button', { name: /^Account/ });
  }

  async logOut(): Promise<void> {
    await this.account.click();
    await this.page.getByRole('menuitem', { name: 'Log out' }).click();
  }

  field(label: string): Locator {
    return this.page.getByRole('textbox', { name: label, exact: true }).or(
      // A password is no textbox.
      this.page.locator('input[type=password]').and(this.page.getByLabel(label, { exact: true })),
    );
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  section(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }
}
