// score.mjs BINARY: scores the pages of a server of its own, on SQLite, as Lighthouse scores them:
// a middling phone on a slow mobile network, and a desktop. Of each the median of three loads. Fails below 95.
// How much slower the phone's processor is than this one follows what Lighthouse measures of this one: its
// docs/throttling.md makes 1,250 twice and 1,750 four times as slow, which is a phone of about 500.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { throttling as throttlings } from 'lighthouse/core/config/constants.js';
import { computeMedianRun } from 'lighthouse/core/lib/median-run.js';
import { connect } from 'puppeteer-core';

const LEAST = 95;
const LOADS = 3;
const MEETINGS = 60;
const PHONE = 500;
const [binary] = process.argv.slice(2);
const password = 'plum-Tree-42';
const email = 'ann@example.org';

const folder = mkdtempSync(join(tmpdir(), 'meeting-scheduler-lighthouse-'));
const server = spawn(binary, ['serve'], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'ignore'],
  env: {
    PATH: process.env.PATH,
    DATA_DIR: folder,
    PORT: '0',
    EMAIL_BACKEND: 'file',
    RATE_LIMIT: 'off',
  },
});
const site = await new Promise((resolve, reject) => {
  server.on('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  createInterface(server.stdout).on('line', (line) => {
    const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port) resolve(`http://localhost:${port}`);
  });
});
const chrome = await launch({
  chromePath: '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
});
let worst = 100;
let slowdown = 4;
try {
  const meeting = await fill();
  const { benchmarkIndex } = (await visit('/login', 'mobile')).environment;
  slowdown = Math.max(1, Math.round(benchmarkIndex / (PHONE / 10)) / 10);
  console.log(`benchmark index ${benchmarkIndex}: a phone is ${slowdown} times slower`);
  await score('/login');
  await score('/register');
  await logIn();
  await score('/dashboard');
  await score('/dashboard/meetings');
  await score(`/dashboard/meetings/${meeting}`);
  await score('/dashboard/meetings/new');
  await score('/dashboard/calendar');
  await score('/dashboard/settings');
} finally {
  chrome.kill();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
console.log(worst < LEAST ? `The worst is ${worst}, below ${LEAST}.` : `All have ${LEAST} at least.`);
process.exit(worst < LEAST ? 1 : 0);

/** Somebody whose coming days are full. Answers one of the meetings. */
async function fill() {
  const names = { first_name: 'Ann', last_name: 'Smith', time_zone: 'Europe/Berlin' };
  await post('/api/auth/register/', { email, password, password2: password, ...names });
  const { access } = await post('/api/auth/login/', { email, password });
  let made;
  for (let n = 0; n < MEETINGS; n += 1) {
    const start = new Date(Date.now() + (n * 3 + 1) * 3_600_000);
    made = await post(
      '/api/meetings/',
      {
        title: `Meeting ${n}`,
        start_time: start.toISOString(),
        end_time: new Date(start.getTime() + 5_400_000).toISOString(),
        participants: [{ email: 'kim@example.org' }, { email: 'bo@example.org' }],
      },
      access,
    );
  }
  return made.id;
}

async function post(path, body, access) {
  const headers = { 'Content-Type': 'application/json' };
  if (access) headers.Authorization = `Bearer ${access}`;
  const answer = await fetch(site + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function logIn() {
  const browser = await connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
  const page = await browser.newPage();
  await page.goto(`${site}/login`);
  await page.type('input[name=email]', email);
  await page.type('input[type=password]', password);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.pathname === '/dashboard');
  await page.close();
  await browser.disconnect();
}

/** The session stays. */
async function forgetFiles() {
  const browser = await connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  await session.send('Network.clearBrowserCache');
  await page.close();
  await browser.disconnect();
}

async function score(path) {
  for (const form of ['mobile', 'desktop']) {
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) loads.push(await visit(path, form));
    const { categories, audits } = computeMedianRun(loads);
    const scores = Object.values(categories).map((one) => Math.round(one.score * 100));
    worst = Math.min(worst, ...scores);
    const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time'];
    const seen = times.map((id) => `${id} ${audits[id].displayValue}`);
    console.log(`${path.replace(/[0-9a-f-]{36}/, ':id')} ${form}: ${scores.join(' ')}  (${seen.join(', ')})`);
    const faults = Object.values(categories).slice(1).flatMap(({ auditRefs }) => auditRefs);
    for (const { id, weight } of faults)
      if (weight > 0 && audits[id].score !== null && audits[id].score < 1) console.log(`  ${id}: ${audits[id].title}`);
  }
}

/** Lighthouse's own, but for the processor. */
function phone() {
  const throttling = { ...throttlings.mobileSlow4G, cpuSlowdownMultiplier: slowdown };
  return { extends: 'lighthouse:default', settings: { throttling } };
}

async function visit(path, form) {
  await forgetFiles();
  const { lhr } = await lighthouse(
    site + path,
    {
      port: chrome.port,
      logLevel: 'error',
      disableStorageReset: true,
      onlyCategories: ['performance', 'accessibility', 'best-practices'],
    },
    form === 'desktop' ? desktopConfig : phone(),
  );
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  if (new URL(lhr.finalDisplayedUrl).pathname !== path) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}`);
  return lhr;
}
