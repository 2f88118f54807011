// Tells every story in stories/ in a browser, one after the other, against a demonstration that runs. It ends with 1
// where one of them came out otherwise.
//   TENANTRY_URL       where it is served
//   TENANTRY_CONTROL   JSON: { people: {admin, tech, auditor, viewer}, password, admins: {customer: account}, portal, clouds,
//                      guest }
//   TENANTRY_PROGRAM   how the program is called, as JSON: a list of words
//   TENANTRY_MANY      so many tenants were found beside the others: the stories that this is for are told, and no other
//   TENANTRY_TURNS     how often a story is told before it counts as failed; 3
// `node e2e/run.mjs onboarding audit` tells these only.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { open } from "./browser.mjs";
import { heard } from "./sent.mjs";
import { LATER, STORIES } from "./stories/index.mjs";

const url = process.env.TENANTRY_URL.replace(/\/$/, "");
const control = JSON.parse(process.env.TENANTRY_CONTROL);
const program = JSON.parse(process.env.TENANTRY_PROGRAM);
const wanted = process.argv.slice(2);
const TURNS = Number(process.env.TENANTRY_TURNS ?? 3);
const shots = fileURLToPath(new URL("../shots/failed/", import.meta.url));

/** Runs a command of the program, as an operator would beside it. */
function operator(...args) {
  const [command, ...first] = program;
  const ended = spawnSync(command, [...first, ...args], { encoding: "utf8" });
  if (ended.status !== 0) {
    throw new Error(`${args.join(" ")} ended with ${ended.status}: ${ended.stderr}`);
  }
  return ended.stdout;
}

/** A story that did not come true is told again, and that is said: machines that do much else are late at times. */
async function comesTrue(name, tell) {
  for (let turn = 1; turn <= TURNS; turn += 1) {
    const began = Date.now();
    try {
      await tell({ browser, url, operator, ...control });
      console.log(`ok      ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
      return true;
    } catch (error) {
      console.log(`${turn < TURNS ? "again" : "FAILED"}  ${name}: ${error.stack ?? error}`);
      await picture(name);
    } finally {
      for (const context of browser.contexts()) {
        await context.close();
      }
    }
  }
  return false;
}

async function picture(name) {
  mkdirSync(shots, { recursive: true });
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) {
    await page.screenshot({ path: `${shots}${name}-${index}.png` }).catch(() => undefined);
  }
}

const browser = await open();
let failed = 0;
const stories = process.env.TENANTRY_MANY === undefined ? STORIES : LATER;
for (const [name, tell] of Object.entries(stories)) {
  if (wanted.length > 0 && !wanted.some((it) => name.includes(it))) {
    continue;
  }
  if (!(await comesTrue(name, tell))) {
    failed += 1;
  }
}
await browser.close();
const { count, unknown } = heard();
console.log(`${count} documents were sent, ${unknown.length} of them unknown`);
if (unknown.length > 0) {
  console.log(unknown.join("\n\n"));
  failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
