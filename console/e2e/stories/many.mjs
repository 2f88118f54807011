// Lists as long as the largest MSPs have them. `TENANTRY_MANY` tells how many tenants were found beside the others.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";

/** More than fit on a screen. */
const DRAWN = 120;
/** Rows that are scrolled through: twenty times what is fetched at once. */
const SCROLLED = 1000;
/** Until the query tables have all of them. */
const LONG = 600_000;

const list = (page) => page.getByRole("table", { name: "Customer tenants" });

/** The number of the last row that is drawn. */
const last = (table) =>
  table.evaluate((element) => {
    const drawn = [...element.querySelectorAll("[aria-rowindex]")];
    return Math.max(0, ...drawn.map((it) => Number(it.getAttribute("aria-rowindex"))));
  });

export async function aVeryLongListIsScrolledAndSearched({ browser, url, people, password }) {
  const many = Number(process.env.TENANTRY_MANY);
  const page = await person(browser);
  const name = `Customer ${many - 1} and Partners`;
  await signIn(page, url, people.viewer, password, `/tenants?name=${encodeURIComponent(name)}`);
  const found = page.getByRole("row").filter({ hasText: name });
  await found.waitFor({ timeout: LONG });
  await page.goto(`${url}/tenants`);
  await list(page).getByRole("row").nth(10).hover();
  for (let seen = 0; seen < SCROLLED; ) {
    await page.mouse.wheel(0, 3000);
    const more = async () => (await last(list(page))) > seen;
    while (!(await more())) {
      await page.waitForTimeout(50);
    }
    seen = await last(list(page));
    const drawn = await list(page).getByRole("row").count();
    assert.ok(drawn < DRAWN, `${drawn} rows are drawn`);
  }
  await page.getByRole("searchbox", { name: "Name begins with" }).fill(name);
  await found.waitFor();
  assert.equal(await list(page).getByRole("row").count(), 2);
}
