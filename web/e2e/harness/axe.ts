import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

/** What axe finds wrong with the page as it is now: all of its rules, best practices too. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await page.evaluate<AxeResults>(
    `(() => { const module = undefined, exports = undefined; ${SOURCE}; })(), axe.run()`,
  );
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`,
  );
  expect(found, page.url()).toEqual([]);
}

/** Not even on phones. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(beyond, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
