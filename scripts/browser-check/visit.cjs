// Opens pages in Chromium and says for each whether anything that was planted came alive: a
// script that ran, a dialog, a request that the page was made to send, or an element that was
// planted as text. Reads a plan from standard input, writes what it saw to standard output.
const http = require("node:http");
const { chromium } = require("playwright-core");

const SETTLED = { waitUntil: "networkidle", timeout: 30_000 };

async function main() {
  const plan = JSON.parse(await text(process.stdin));
  const vulnerable = http.createServer((_, answer) => {
    answer.setHeader("Content-Type", "text/html; charset=utf-8");
    answer.end(`<!doctype html><p>${plan.planted}</p>`);
  });
  await new Promise((listens) => vulnerable.listen(0, "127.0.0.1", listens));
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium-headless-shell",
    args: [
      "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
  const seen = [];
  const look = async (name, headers, act) => seen.push(await visit(browser, name, headers, act));

  const bad = `http://127.0.0.1:${vulnerable.address().port}/`;
  await look("vulnerable", {}, (page) => page.goto(bad, SETTLED));
  for (const path of plan.pages) {
    await look(path, {}, (page) => page.goto(plan.base + path, SETTLED));
  }
  for (const path of plan.answers) {
    const headers = { Authorization: `Bearer ${plan.token}` };
    await look(path, headers, (page) => page.goto(plan.base + path, SETTLED));
  }
  for (const path of plan.forms) {
    await look(`${path} sent`, {}, async (page) => {
      await page.goto(plan.base + path, SETTLED);
      const button = page.locator("form[method=post] button").first();
      const [answer] = await Promise.all([page.waitForNavigation(SETTLED), button.click()]);
      return answer;
    });
  }
  await look("Swagger UI with an answer", {}, (page) => tryItOut(page, plan));
  await browser.close();
  vulnerable.close();
  process.stdout.write(JSON.stringify(seen));
}

// One page in a fresh profile.
async function visit(browser, name, headers, act) {
  const context = await browser.newContext({ extraHTTPHeaders: headers });
  const signs = new Set();
  await context.exposeBinding("planted", (_, sign) => signs.add(sign));
  const page = await context.newPage();
  page.on("dialog", (dialog) => {
    signs.add("dialog");
    return dialog.dismiss();
  });
  context.on("request", (request) => {
    if (new URL(request.url()).pathname === "/canary") signs.add("request");
  });
  let status = 0;
  try {
    status = (await act(page)).status();
  } catch (fault) {
    if (!/Download is starting|ERR_ABORTED/.test(fault.message)) throw fault;
    status = "download";
  }
  const elements = await page.locator("[data-planted]").count();
  if (elements > 0) signs.add("element");
  const shown = status === "download" ? "" : await page.locator("body").innerText();
  await context.close();
  return { name, status, signs: [...signs].sort(), shown };
}

// A person whose name is planted, as Swagger UI shows it after log-in.
async function tryItOut(page, plan) {
  const answer = await page.goto(`${plan.base}/api/docs/`, SETTLED);
  await page.click(".btn.authorize");
  await page.fill(".auth-container input", plan.token);
  await page.click(".auth-btn-wrapper .authorize");
  await page.click(".btn-done");
  const call = page.locator(".opblock-get", { has: page.locator('[data-path="/api/auth/me/"]') });
  await call.locator(".opblock-summary-control").click();
  await call.locator(".try-out__btn").click();
  await call.locator(".execute").click();
  await call.locator(".live-responses-table .response-col_status").first().waitFor();
  await page.waitForLoadState("networkidle");
  return answer;
}

async function text(stream) {
  let all = "";
  for await (const part of stream) all += part;
  return all;
}

main().catch((fault) => {
  console.error(fault);
  process.exit(1);
});
