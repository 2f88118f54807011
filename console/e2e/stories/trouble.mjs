// What clouds refuse, and what people do then: a reading that fails, an undoing that stands, a permission that is missing.
import assert from "node:assert/strict";
import { fillIn, person, signIn } from "../browser.mjs";
import { liftAll, refuse } from "../fate.mjs";

const LONG = 120_000;

async function window({ browser, url, people, password }, who, path) {
  const page = await person(browser);
  await signIn(page, url, people[who], password, path);
  return page;
}

/** A customer of this tenant, from registering to the way in which it is connected. */
async function chooses(page, tenant) {
  await page.getByRole("textbox", { name: "Name of the customer" }).fill(`${tenant} ${Date.now().toString(36)}`);
  await page.getByRole("button", { name: "Register and choose" }).click();
  await page.getByRole("heading", { name: "Or choose one that was found" }).waitFor();
  const row = page.getByRole("row").filter({ hasText: tenant });
  await row.getByRole("button", { name: /^Choose/ }).click();
  await page.getByRole("heading", { name: "How is it connected?" }).waitFor();
}

/** What was read stays as it was, the page says what is the matter, and reading again mends it. */
export async function aReadingFailsAndIsReadAgain(world) {
  const { clouds } = world;
  const tim = await window(world, "tech", "/vendors");
  await tim.getByRole("link", { name: "IT Glue", exact: true }).click();
  const read = tim.getByRole("button", { name: "Read now" });
  await read.click();
  await tim.getByText("It is read within seconds").first().waitFor();
  await refuse(clouds, { cloud: "it-glue-us", path: "/organizations*" });
  try {
    await tim.locator("button:not([disabled])", { hasText: "Read now" }).click({ timeout: LONG });
    await tim.getByText("Customers could not be read. What is shown of them is what they were.").waitFor({ timeout: LONG });
    await tim.getByText("What to do:").first().waitFor();
    await tim.getByText("Out of date").first().waitFor();
  } finally {
    await liftAll(clouds);
  }
  await tim.locator("button:not([disabled])", { hasText: "Read now" }).click({ timeout: LONG });
  await tim.getByText("Customers could not be read.").waitFor({ state: "detached", timeout: LONG });
}

/** A relationship that cannot be taken back: it is tried again, then somebody answers for what stays. */
export async function anUndoingStandsAndIsGivenUp(world) {
  const { clouds } = world;
  const tim = await window(world, "tech", "/tenants/connect");
  await chooses(tim, "Humongous Insurance");
  await tim.getByText("Managed workplace, version 1").waitFor({ state: "attached" });
  await tim.getByRole("button", { name: "Go on" }).click();
  await tim.getByText("Customer in the invitation").waitFor({ timeout: LONG });
  await tim.getByRole("button", { name: /^Start/ }).click();
  await tim.getByText("The customer has not approved yet.").waitFor({ timeout: LONG });
  const relationships = "/v1.0/tenantRelationships/delegatedAdminRelationships/*";
  await refuse(clouds, { cloud: "graph", path: relationships, method: "DELETE" });
  await refuse(clouds, { cloud: "graph", path: relationships, method: "POST" });
  try {
    await tim.getByRole("button", { name: "Cancel" }).click();
    const dialog = tim.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("they changed their mind");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await tim.getByText("Needs attention").first().waitFor({ timeout: LONG });
    await tim.getByRole("button", { name: "Try again now" }).click();
    await tim.getByRole("button", { name: "Give up" }).click();
    await dialog.getByText("Create the relationship").waitFor();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Microsoft looks into it");
    await dialog.getByRole("button", { name: "Give up" }).click();
    await tim.getByText("Somebody gave up what could not be undone, and answers for what is left.").waitFor({ timeout: LONG });
  } finally {
    await liftAll(clouds);
  }
}

/** A tenant is connected for reading; the first change in it leads its administrator through consent once more. */
export async function aMissingPermissionIsAskedFor(world) {
  const { admins, browser, password, url } = world;
  const tim = await window(world, "tech", "/tenants/connect");
  await chooses(tim, "Humongous Insurance");
  await tim.getByRole("radio", { name: /^Consent/ }).check();
  await tim.getByRole("button", { name: "Go on" }).click();
  await tim.getByRole("button", { name: "Get the address" }).click();
  await consents(world, await addressOn(tim, "Copy: the address for the administrator"));
  await tim.getByText("Connected", { exact: true }).first().waitFor({ timeout: LONG });
  assert.ok(admins && browser && password && url);
}

async function addressOn(page, button) {
  await page.getByRole("button", { name: button }).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The customer's administrator says yes to what the address asks for. */
async function consents({ admins, browser, password }, address) {
  const customer = await person(browser);
  await customer.goto(address);
  await fillIn(customer, admins["Humongous Insurance"], password);
  await customer.getByRole("button", { name: "Accept" }).click();
}
