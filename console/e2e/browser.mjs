// A browser of the machine, and people who sign in with it.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { listen } from "./sent.mjs";

/** Where systems put Chromium. */
const PLACES = [
  process.env.TENANTRY_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const QUIET = [
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function open() {
  const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) {
    throw new Error("Chromium is missing: scripts/setup.sh chromium");
  }
  // A browser that runs as root has no sandbox of its own.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...QUIET, ...asRoot] });
}

/** Milliseconds that anything is waited for: a machine that builds beside it is slow. */
const PATIENCE = 60_000;

/** A person's own window: 1280 wide, in light, where nothing else is said. */
export async function person(browser, settings = {}) {
  const context = await browser.newContext({
    // The simulated clouds are certified by nobody that the browser knows.
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 900 },
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...settings,
  });
  listen(context);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  return page;
}

/** Through the page of the simulated Entra, with the second factor. */
export async function signIn(page, url, username, password, back = "/") {
  await page.goto(`${url}/sign-in?return_to=${encodeURIComponent(back)}`);
  await fillIn(page, username, password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((address) => address.href === url + back);
}

/** The fields of the simulated clouds' pages, where people say who they are. */
export async function fillIn(page, username, password) {
  await page.getByRole("textbox", { name: "Account" }).fill(username);
  await page.getByLabel("Password").fill(password);
  const second = page.getByRole("checkbox");
  if ((await second.count()) > 0) {
    await second.check();
  }
}
