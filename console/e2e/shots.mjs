// Pictures of every page, in both themes at two widths, in shots/. It needs a demonstration that runs:
//   tenantry demo            in one terminal
//   npm run shots            in another; `npm run shots -- tenants mapping` for some pages only
// TENANTRY_URL: where it is served. CONSOLE_URL: where the pages are, if that is elsewhere (`npm run dev`).
// WHO: who signs in, such as vera, who may only look.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { complaints } from "./accessible.mjs";
import { open, person, signIn } from "./browser.mjs";
import { PLACES } from "./places.mjs";

const server = (process.env.TENANTRY_URL ?? "http://127.0.0.1:8700").replace(/\/$/, "");
const pages = process.env.CONSOLE_URL ?? server;
const who = `${process.env.WHO ?? "ada"}@northwindit.onmicrosoft.com`;
const folder = fileURLToPath(new URL("../shots/", import.meta.url));
const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const browser = await open();
let wrong = 0;
const tell = (line) => {
  wrong += 1;
  console.log(`  ${line}`);
};
for (const colorScheme of ["light", "dark"]) {
  const page = await person(browser, { colorScheme });
  page.on("console", (message) => message.type() === "error" && tell(message.text().slice(0, 300)));
  page.on("pageerror", (error) => tell(error.message));
  await signIn(page, server, who, "practice-only", "/health/live");
  const ask = async (query) => {
    const headers = { "x-requested-with": "shots", origin: server, "content-type": "application/json" };
    const answer = await page.request.post(`${server}/graphql`, { headers, data: { query } });
    return (await answer.json()).data;
  };
  for (const [name, find] of Object.entries(PLACES)) {
    if (wanted.length > 0 && !wanted.includes(name)) {
      continue;
    }
    const path = await find(ask);
    if (path === undefined) {
      continue;
    }
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(pages + path);
      await page.getByRole("heading", { level: 1 }).waitFor({ timeout: 10_000 }).catch(() => tell("no heading"));
      await page.waitForTimeout(700);
      await page.screenshot({ path: `${folder}${name}-${colorScheme}-${width}.png` });
      console.log(`${name} ${colorScheme} ${width}`);
      for (const line of await complaints(page)) {
        tell(line);
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) {
        tell(`wider than the window by ${over}`);
      }
    }
  }
  await page.context().close();
}
await browser.close();
console.log(wrong === 0 ? "nothing to complain about" : `${wrong} complaints`);
process.exitCode = wrong === 0 ? 0 : 1;
