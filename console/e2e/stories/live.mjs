// What goes on by itself while somebody looks: a failure undone, a whole onboarding, two browsers, a lost network.
import assert from "node:assert/strict";
import { fillIn, person, signIn } from "../browser.mjs";
import { network } from "../network.mjs";

const LONG = 180_000;
const STORY = "The access that was asked for is in place and was read through.";

/** Whoever comes by the demonstration's address is in, and shown around. */
export async function theDemonstrationOpensOnTheConsole({ browser, guest }) {
  const page = await person(browser);
  await page.goto(guest);
  const tour = page.getByRole("region", { name: "Your first minutes" });
  await tour.getByText("Watch tenants come in").waitFor();
  await page.getByRole("status").getByText("Live").waitFor();
  await tour.getByRole("link", { name: "Customer tenants" }).click();
  await tour.getByText("Seen", { exact: true }).waitFor();
  await page.reload();
  await tour.getByText("Seen", { exact: true }).waitFor();
  await tour.getByRole("button", { name: "Close the tour" }).click();
  assert.equal(await tour.count(), 0);
}

/** A role that Microsoft does not put in force: the page tells how all is taken back, and what was the matter. */
export async function aFailureIsUndone({ browser, url, people, password }) {
  const page = await person(browser);
  await signIn(page, url, people.tech, password, "/tenants?name=Adatum");
  await page.getByRole("link", { name: "Adatum Bakery" }).first().click();
  await page.getByText("What was done is undone. Mend the cause, then start again.").waitFor({ timeout: LONG });
  await page.getByRole("heading", { name: "What was undone" }).waitFor();
  await page.getByRole("link", { name: "ASSIGNMENT_FAILED" }).first().waitFor();
  for (const step of ["Create the relationship", "Assign roles to Northwind Technicians"]) {
    await page.getByRole("listitem").filter({ hasText: step }).getByText("Done, then undone").waitFor();
  }
}

/** From choosing the customer to access that was read through, with the customer's own approval. */
export async function aTenantIsOnboarded({ browser, url, people, password, admins, portal }) {
  const page = await person(browser);
  await signIn(page, url, people.tech, password, "/tenants/connect");
  const name = `Bellows College ${Date.now().toString(36)}`;
  await page.getByRole("textbox", { name: "Name of the customer" }).fill(name);
  await page.getByRole("button", { name: "Register and choose" }).click();
  await page.getByRole("heading", { name: "Or choose one that was found" }).waitFor();
  const tenant = page.getByRole("row").filter({ hasText: "Bellows College" });
  await tenant.getByRole("button", { name: /^Choose/ }).click();
  await page.getByRole("heading", { name: "How is it connected?" }).waitFor();
  await page.getByText("Managed workplace, version 1").waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Customer in the invitation").waitFor({ timeout: LONG });
  await page.getByRole("button", { name: /^Start/ }).click();
  await page.getByText("The customer has not approved yet.").waitFor({ timeout: LONG });
  // It survives a reload: all of it stands in the record.
  await page.reload();
  await page.getByRole("button", { name: "Copy: the invitation's address" }).click();
  const invitation = await page.evaluate(() => navigator.clipboard.readText());

  const customer = await person(browser);
  assert.ok(invitation.startsWith(`${portal}AdminPortal/Home#`), invitation);
  await customer.goto(invitation);
  await customer.getByRole("heading", { name: "Approve partner roles" }).waitFor();
  await fillIn(customer, admins["Bellows College"], password);
  await customer.getByRole("button", { name: "Approve all" }).click();
  await customer.getByText("You approved the partner's roles.").waitFor();

  await page.getByText(STORY).waitFor({ timeout: LONG });
  await page.goto(`${url}/tenants?name=Bellows`);
  await page.getByRole("row").filter({ hasText: "Bellows College" }).getByText("Active").waitFor();
}

/** Later stories begin where the demonstration's own has ended. */
export async function theOthersHaveEnded({ browser, url, people, password }) {
  const page = await person(browser);
  await signIn(page, url, people.viewer, password, "/tenants?status=ONBOARDING");
  await page.getByText("Nothing matches the filter").waitFor({ timeout: LONG });
  await page.goto(`${url}/tenants?status=ERROR`);
  for (const name of ["Adatum Bakery", "Fabrikam Foods"]) {
    await page.getByRole("link", { name }).first().waitFor();
  }
}

/** What one does, the other sees, and nobody loads a page again. */
export async function twoSeeEachOthersChanges({ browser, url, people, password }) {
  const [ada, tim] = [await person(browser), await person(browser)];
  await signIn(ada, url, people.admin, password, "/customers");
  await signIn(tim, url, people.tech, password, "/customers");
  const name = `Zava Design ${Date.now()}`;
  for (const page of [ada, tim]) {
    await page.getByRole("status").getByText("Live").waitFor();
  }
  await registers(tim, name);
  await ada.goto(`${url}/customers?name=${encodeURIComponent(name)}`);
  await ada.getByRole("link", { name }).click();
  await tim.getByRole("heading", { level: 1, name }).waitFor();
  await renames(ada, `${name} Ltd`);
  await tim.getByRole("heading", { level: 1, name: `${name} Ltd` }).waitFor();
}

async function registers(page, name) {
  await page.getByRole("button", { name: "Register a customer" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").first().fill(name);
  await dialog.getByRole("button", { name: "Register" }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

async function renames(page, name) {
  await page.getByRole("button", { name: "Rename" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("button", { name: "Rename" }).click();
}

/** The network goes and comes back: it is said, and what happened meanwhile is there. */
export async function theNetworkIsLostAndBack({ browser, url, people, password }) {
  const between = await network();
  const [page, other] = [await person(browser, { proxy: between.proxy }), await person(browser)];
  await signIn(page, url, people.tech, password, "/customers");
  await page.getByRole("status").getByText("Live").waitFor();
  between.cut();
  await page.getByRole("status").getByText("Not connected").waitFor({ timeout: LONG });
  await signIn(other, url, people.tech, password, "/customers");
  const name = `Zava Corporation ${Date.now()}`;
  await registers(other, name);
  between.mend();
  await page.getByRole("status").getByText("Live").waitFor({ timeout: LONG });
  await page.getByRole("link", { name }).waitFor({ timeout: 90_000 });
  between.end();
}

/** A session that ended elsewhere: the page asks, keeps what was typed, and goes on. */
export async function aSessionEndsAndNothingIsLost({ browser, url, people, password }) {
  const page = await person(browser);
  await signIn(page, url, people.tech, password, "/customers");
  await page.getByRole("button", { name: "Register a customer" }).click();
  await page.getByRole("dialog").getByRole("textbox").first().fill("Margie's Travel");
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.getByRole("dialog").getByRole("button", { name: "Register" }).click();
  await page.getByText("Your session has ended").waitFor();
  const again = page.getByRole("link", { name: "Sign in again" });
  assert.match(await again.getAttribute("href"), /^\/sign-in\?return_to=%2Fsigned-in$/);
  await page.context().addCookies(cookies);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Your session has ended").waitFor({ state: "hidden" });
  assert.equal(await page.getByRole("dialog").getByRole("textbox").first().inputValue(), "Margie's Travel");
}
