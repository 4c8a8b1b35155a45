import { defineConfig, devices } from '@playwright/test';
import { BACKENDS } from './e2e/harness/server';
import type { Options } from './e2e/harness/test';

export default defineConfig<Options>({
  testDir: 'e2e',
  outputDir: `${process.env.CARGO_TARGET_DIR ?? '../target'}/e2e`,
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env.REQUIRE_JUDGES === '1',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 800 },
    // People who are tested live in Berlin unless a test says otherwise; their browser is elsewhere.
    timezoneId: 'America/New_York',
    locale: 'en-GB',
    reducedMotion: 'reduce',
    // A trace of a test that fails comes by --trace on; to record them all takes a fifth of the time.
    trace: 'off',
    launchOptions: {
      // Chromium's engine without its windows, in which the tests take half as long.
      executablePath: '/usr/bin/chromium-headless-shell',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: BACKENDS.map((backend) => ({
    name: backend,
    use: { backend },
    // What axe looks at, and what the web app shows to whom, does not depend on the database.
    ...(backend === 'sqlite' ? {} : { grepInvert: /axe finds nothing|alone sees/ }),
  })),
});
