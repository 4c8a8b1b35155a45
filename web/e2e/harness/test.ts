import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test';
import { App } from '../pages/app';
import { Person } from './people';
import { type Backend, Server } from './server';
import { Watch } from './watch';

export { expect };

export interface Options {
  backend: Backend;
  /** Of the server, besides those that all tests share. */
  settings: Record<string, string>;
}

interface PerTest {
  /** Registers somebody by the API, in Berlin unless it is said otherwise. */
  person: (name: string, more?: Record<string, unknown>) => Promise<Person>;
  /** Makes somebody who may do everything. */
  superuser: (name: string) => Promise<Person>;
  watch: Watch;
  /** The app in the browser of the test. */
  app: App;
  /** Another person's browser, watched like the first; with the refusals that are expected there. */
  otherBrowser: (options?: BrowserContextOptions, ...statuses: number[]) => Promise<Page>;
}

export const test = base.extend<PerTest, Options & { server: Server }>({
  backend: ['sqlite', { option: true, scope: 'worker' }],
  settings: [{}, { option: true, scope: 'worker' }],

  server: [
    async ({ backend, settings }, use) => {
      const server = await Server.start(backend, settings);
      await use(server);
      await server.end();
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  person: async ({ request }, use) => use((name, more) => Person.register(request, name, more)),

  superuser: async ({ request, server }, use) =>
    use((name) => Person.superuser(request, server, name)),

  watch: [
    async ({ context, server }, use) => {
      const watch = new Watch(context, server.url);
      await use(watch);
      expect(watch.faults).toEqual([]);
    },
    { auto: true },
  ],

  app: async ({ page }, use) => use(new App(page)),

  otherBrowser: async ({ browser, server }, use) => {
    const others: { context: BrowserContext; watch: Watch }[] = [];
    await use(async (options, ...statuses) => {
      const context = await browser.newContext({ baseURL: server.url, ...options });
      const watch = new Watch(context, server.url);
      watch.expectStatus(...statuses);
      others.push({ context, watch });
      return context.newPage();
    });
    for (const { context, watch } of others) {
      await context.close();
      expect(watch.faults).toEqual([]);
    }
  },
});

export const PHONE = { width: 390, height: 844 };
