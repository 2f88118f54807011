// Addresses and inputs that are wrong: said plainly, and nothing is lost by it.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";

/** A page for each, and what it says of what is not there. */
const NOWHERE = {
  "/customers/NOT": "There is no such customer",
  "/approvals/NOT": "There is no such request",
  "/onboardings/NOT": "There is no such page",
  "/vendors/NOT": "There is no such connection",
  "/procedures/NOT": "There is no such procedure",
  "/procedure-runs/NOT": "There is no such run",
  "/audit/999999999": "There is no such event",
  "/audit/NOT": "There is no such event",
  "/nowhere": "There is no such page",
};

export async function anAddressThatLeadsNowhereSaysSo({ browser, url, people, password }) {
  const page = await person(browser);
  const broken = [];
  page.on("pageerror", (error) => broken.push(String(error)));
  await signIn(page, url, people.admin, password);
  for (const [path, words] of Object.entries(NOWHERE)) {
    await page.goto(url + path);
    await page.getByRole("main").getByText(words).first().waitFor();
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1, path);
    assert.equal(await page.getByRole("link", { name: "NODE_ID_MALFORMED" }).count(), 0, path);
  }
  // A filter that nothing can be held against is a filter, and the page stands.
  for (const path of ["/tenants?status=FROB", "/approvals?tab=frob", "/mapping?record=NOT", "/audit?actor=%00&customer=NOT"]) {
    await page.goto(url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  assert.deepEqual(broken, []);
}

export async function whatDoesNotFitIsSaidAndKept({ browser, url, people, password }) {
  const page = await person(browser);
  await signIn(page, url, people.tech, password, "/customers");
  await page.getByRole("button", { name: "Register a customer" }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByRole("textbox").first();
  const tooLong = "Litware ".repeat(60);
  await field.fill(tooLong);
  await dialog.getByRole("button", { name: "Register" }).click();
  await dialog.getByRole("alert").getByRole("link", { name: "INVALID_TEXT" }).waitFor();
  assert.equal(await field.inputValue(), tooLong);
  const name = `Litware ${Date.now()}`;
  await field.fill(name);
  await dialog.getByRole("button", { name: "Register" }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}
