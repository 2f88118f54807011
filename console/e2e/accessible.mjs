// What axe finds on a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is serious, a line each. */
export async function complaints(page) {
  // Into the page's own world by the debugger, which no policy of the page holds back.
  await page.evaluate(source);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(
      // Fluent's markers for the keyboard are hidden and can have the focus; it leaves them at once.
      { exclude: [["[data-tabster-dummy]"]] },
      { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    ),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}
