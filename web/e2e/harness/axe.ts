import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

/** All of axe's rules, best practices too; and once more those that look at colours. */
const RULES = {
  light: '{}',
  dark: "{ runOnly: ['color-contrast', 'link-in-text-block'] }",
};

/**
 * Opens the page and waits until all of it has its place: axe finds nothing in it, light and dark,
 * and nothing scrolls sideways, not even on phones.
 */
export async function expectAccessible(
  page: Page,
  path: string,
  last = page.getByRole('heading').first(),
): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' });
  await expect(last).toBeAttached();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page, RULES[colorScheme]), `${path}, ${colorScheme}`).toEqual([]);
  }
  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(beyond, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
}

async function violations(page: Page, rules: string): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(
    `(() => { if (!window.axe) { const module = undefined, exports = undefined; ${SOURCE}; } })();
    Promise.all(document.getAnimations()
      .filter((animation) => animation instanceof CSSTransition)
      .map((transition) => transition.finished))
      .then(() => axe.run(${rules}))`,
  );
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`,
  );
}
