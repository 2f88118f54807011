// Picking a customer by name, wherever that is asked for, and not losing what one is at.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";

const LONG = 60_000;

async function at({ browser, url, people, password }, who, path) {
  const page = await person(browser);
  await signIn(page, url, people[who], password, path);
  return page;
}

async function register(page, name) {
  await page.getByRole("button", { name: "Register a customer" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").first().fill(name);
  await dialog.getByRole("button", { name: "Register" }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  return new URL(page.url()).pathname;
}

/** Only by keyboard, in other capitals, kept over a reload, and cleared; a name of nobody is said to be one. */
export async function aCustomerIsPickedByTheBeginningOfTheName(world) {
  const tim = await at(world, "tech", "/approvals?tab=all");
  const customer = tim.getByRole("combobox", { name: "Customer" });
  await customer.focus();
  await tim.keyboard.type("contoso c");
  await tim.locator("datalist option[value='Contoso Coffee']").waitFor({ state: "attached" });
  assert.doesNotMatch(tim.url(), /customer=/);
  await tim.keyboard.type("offee");
  await tim.waitForURL(/customer=/);
  await tim.keyboard.press("Tab");
  await tim.reload();
  await tim.waitForFunction(() => document.querySelector("input[list]")?.value === "Contoso Coffee");

  await tim.getByRole("button", { name: "Clear", exact: true }).click();
  await tim.waitForURL((address) => !address.search.includes("customer"));
  assert.equal(await customer.inputValue(), "");

  await customer.fill("Nobody at all");
  await tim.keyboard.press("Tab");
  await tim.getByText("No customer is called so.").waitFor();
  assert.doesNotMatch(tim.url(), /customer=/);
}

/** Two of one name are told apart, and nobody is merged into the wrong one. */
export async function twoOfOneNameAreToldApart(world) {
  const name = `Litware ${Date.now()}`;
  const ada = await at(world, "admin", "/customers");
  await register(ada, name);
  await ada.goto(`${world.url}/customers`);
  const second = await register(ada, name);
  await ada.goto(`${world.url}/customers`);
  await register(ada, `${name} branch`);
  await ada.getByRole("button", { name: "Merge into another" }).click();
  const dialog = ada.getByRole("dialog");
  const into = dialog.getByRole("combobox", { name: "Into" });
  await into.fill(name);
  await dialog.getByRole("textbox", { name: "Reason" }).fill("one of its shops");
  await dialog.getByText("Several customers are called so.").waitFor();
  const merge = dialog.getByRole("button", { name: "Merge", exact: true });
  assert.equal(await merge.getAttribute("aria-disabled"), "true");

  const labels = await dialog.locator("datalist option").evaluateAll((all) => all.map((it) => it.value));
  assert.equal(labels.filter((it) => it.startsWith(`${name} (`)).length, 2, labels.join());
  assert.ok(!labels.includes(`${name} branch`), "into itself");
  const own = await ownId(ada, second);
  await into.fill(labels.find((it) => it.includes(own.slice(0, 8))));
  await ada.keyboard.press("Tab");
  await dialog.locator("button:not([aria-disabled=true])", { hasText: /^Merge$/ }).click();
  await dialog.waitFor({ state: "detached" });
  await ada.locator(`a[href='${second}']`).first().waitFor();
}

/** A global id tells whose it is. */
async function ownId(page, path) {
  const simple = Buffer.from(path.split("/").at(-1), "base64url").toString().split(":")[1];
  assert.equal(simple.length, 32);
  return simple;
}

/** While somebody types, what the page shows is asked for again in vain: they are told, and go on. */
export async function nothingTypedIsLostWhereAskingAgainFails(world) {
  const tim = await at(world, "tech", "/customers");
  const name = `Margie's Travel ${Date.now()}`;
  const path = await register(tim, name);
  await tim.getByRole("status").getByText("Live").waitFor();
  await tim.getByRole("button", { name: "Rename" }).click();
  const dialog = tim.getByRole("dialog");
  const field = dialog.getByRole("textbox", { name: "Name" });
  await field.fill(`${name} Ltd`);

  let turnedDown = 0;
  const late = (route) => {
    if (!route.request().postData()?.includes("query Customer(")) {
      return route.fallback();
    }
    turnedDown += 1;
    return route.fulfill({ status: 503, contentType: "text/plain", body: "busy" });
  };
  await tim.route("**/graphql", late);
  const ada = await at(world, "admin", path);
  const group = `pilot ${Date.now()}`;
  await ada.getByRole("textbox", { name: "Add to a group" }).fill(group);
  await ada.getByRole("button", { name: "Add", exact: true }).click();
  await ada.getByRole("link", { name: group }).waitFor();
  await tim.getByText("The server cannot be reached").first().waitFor({ timeout: LONG });
  assert.ok(turnedDown > 0);
  assert.equal(await field.inputValue(), `${name} Ltd`);

  await tim.unroute("**/graphql", late);
  await dialog.getByRole("button", { name: "Rename" }).click();
  await tim.getByRole("heading", { level: 1, name: `${name} Ltd` }).waitFor();
}
