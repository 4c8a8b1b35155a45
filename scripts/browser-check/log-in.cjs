// Logs in as a person would, where a proxy serves the app, and says what it saw. Reads a plan from standard
// input: {base, email, password, guest}.
const { chromium } = require("playwright-core");

async function main() {
  const plan = JSON.parse(await text(process.stdin));
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium-headless-shell",
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  const page = await (await browser.newContext()).newPage();
  const failed = [];
  page.on("response", (answer) => {
    if (answer.status() >= 400) failed.push(`${answer.status()} ${answer.url()}`);
  });
  page.on("pageerror", (error) => failed.push(`${error}`));
  await page.goto(`${plan.base}/dashboard/meetings`);
  await page.getByLabel("E-mail").fill(plan.email);
  await page.getByLabel("Password", { exact: true }).fill(plan.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText(plan.title).first().waitFor();
  const url = page.url();
  // The cookie restores the session, and the code of a page deep in the app is found.
  await page.reload();
  await page.getByText(plan.title).first().click();
  await page.getByRole("heading", { name: plan.title }).waitFor();
  const deep = page.url();
  await page.reload();
  await page.getByRole("heading", { name: plan.title }).waitFor();
  await page.goto(plan.base + plan.guest, { waitUntil: "networkidle" });
  const brand = await page.locator("p.brand").evaluate((brand) => getComputedStyle(brand).display);
  await page.getByRole("button", { name: /Yes/ }).click();
  await page.waitForURL(/saved=1/);
  const answered = page.url();
  await page.goto(`${plan.base}/api/docs/`, { waitUntil: "networkidle" });
  await page.getByText("/api/meetings/").first().waitFor();
  await browser.close();
  process.stdout.write(JSON.stringify({ url, deep, answered, brand, failed }));
}

async function text(stream) {
  let all = "";
  for await (const part of stream) all += part;
  return all;
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
