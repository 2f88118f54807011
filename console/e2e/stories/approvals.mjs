// Changes that others approve: asking, deciding alone and together, being refused, the first password.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";

const CUSTOMER = "Wide World Importers";
const DOMAIN = "wideworldimporters.onmicrosoft.com";

/** A window of somebody who is signed in. */
async function window({ browser, url, people, password }, who, path) {
  const page = await person(browser);
  await signIn(page, url, people[who], password, path);
  return page;
}

/** A name that no earlier run used. */
const fresh = (name) => `${name}${Date.now().toString(36)}@${DOMAIN}`;

async function chooseCustomer(page) {
  await page.getByRole("combobox", { name: "Customer" }).fill(CUSTOMER);
  // The only tenant of the customer is chosen with it.
  await page.getByRole("combobox", { name: "Tenant" }).getByText(DOMAIN).waitFor({ state: "attached" });
  await page.waitForURL(/tenant=/);
}

/** Asks for a user by the form, and leaves the request's page open. */
async function askForUser(page, url, name, displayName) {
  await page.goto(`${url}/approvals/new`);
  await page.getByRole("combobox", { name: "What is to be done" }).selectOption("Create a user");
  await chooseCustomer(page);
  await page.getByRole("textbox", { name: "Signs in as" }).fill(name);
  await page.getByRole("textbox", { name: "Display name" }).fill(displayName);
  await page.getByRole("textbox", { name: "Country of use" }).fill("GB");
  await page.getByRole("button", { name: "Show what would change" }).click();
  await page.getByRole("cell", { name: displayName }).waitFor();
  await page.getByRole("textbox", { name: "Reason" }).fill("she begins on Monday");
  await page.getByRole("button", { name: "Ask for it" }).click();
  await page.getByRole("heading", { level: 1, name: /Create a user/ }).waitFor();
}

/** One asks, the other approves what they looked at; it is carried out, and its password is told once. */
export async function aUserIsCreated(world) {
  const { url } = world;
  const name = fresh("grace");
  const tim = await window(world, "tech", "/approvals");
  await askForUser(tim, url, name, "Grace Hopper");
  await tim.getByText("You asked for this. Somebody else has to decide").waitFor();
  assert.equal(await tim.getByRole("button", { name: "Approve" }).count(), 0);

  const ada = await window(world, "admin", new URL(tim.url()).pathname);
  await ada.getByRole("cell", { name: "Grace Hopper" }).waitFor();
  await ada.getByRole("button", { name: "Approve" }).click();
  await ada.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  // Nobody loads a page again: both see how it goes on.
  await tim.getByText("in the vault").waitFor({ timeout: 120_000 });
  await tim.getByRole("button", { name: "Hand out the password" }).click();
  await tim.getByRole("dialog").getByRole("button", { name: "Hand out the password" }).click();
  const shown = tim.getByRole("alertdialog");
  await shown.getByRole("button", { name: "Copy: First password" }).click();
  assert.ok((await tim.evaluate(() => navigator.clipboard.readText())).length > 8);
  await shown.getByRole("button", { name: "Close" }).click();
  await ada.getByText("It was handed out").waitFor();
  await ada.getByText("Done", { exact: true }).first().waitFor({ timeout: 90_000 });
}

/** What is taken back, and what is turned down with a reason. */
export async function requestsEndWithoutAChange(world) {
  const { url } = world;
  const tim = await window(world, "tech", "/approvals");
  await askForUser(tim, url, fresh("henry"), "Henry Moore");
  await tim.getByRole("button", { name: "Withdraw" }).click();
  await tim.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await tim.getByText("Withdrawn", { exact: true }).first().waitFor();

  await askForUser(tim, url, fresh("henry"), "Henry Moore");
  const ada = await window(world, "admin", new URL(tim.url()).pathname);
  await ada.getByRole("button", { name: "Reject" }).click();
  const dialog = ada.getByRole("dialog");
  assert.equal(await dialog.getByRole("button", { name: "Reject" }).getAttribute("aria-disabled"), "true");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("he begins a week later");
  await dialog.getByRole("button", { name: "Reject" }).click();
  await tim.getByText("he begins a week later").waitFor();
}

/** Many at once: first what would come of each. */
export async function manyAreDecidedTogether(world) {
  const { url } = world;
  const tim = await window(world, "tech", "/approvals");
  await askForUser(tim, url, fresh("ina"), "Ina Seidel");
  await askForUser(tim, url, fresh("ivo"), "Ivo Andric");
  const ada = await window(world, "admin", "/approvals");
  await ada.getByRole("checkbox", { name: `Select Create a user, ${CUSTOMER}, i` }).first().check();
  await ada.getByRole("checkbox", { name: `Select Create a user, ${CUSTOMER}, i` }).nth(1).check();
  await ada.getByRole("button", { name: "Reject 2" }).click();
  const dialog = ada.getByRole("dialog");
  await dialog.getByText("Would be rejected").first().waitFor();
  assert.equal(await dialog.getByText("Would be rejected").count(), 2);
  await dialog.getByRole("textbox", { name: "Reason" }).fill("not this month");
  await dialog.getByRole("button", { name: "Reject" }).click();
  await dialog.getByRole("heading", { name: "What came of it" }).waitFor();
  assert.equal(await dialog.getByText("Rejected", { exact: true }).count(), 2);
  await dialog.getByRole("button", { name: "Close" }).click();
}

/** A wish that cannot be is refused with its code before anybody is asked. */
export async function anImpossibleWishIsRefused(world) {
  const tim = await window(world, "tech", "/approvals/new?kind=ENABLE_USER");
  await chooseCustomer(tim);
  await tim.getByRole("textbox", { name: "User" }).fill(`nobody@${DOMAIN}`);
  await tim.getByRole("button", { name: "Show what would change" }).click();
  await tim.getByRole("link", { name: "ACCOUNT_NOT_SEEN" }).waitFor();
  assert.equal(await tim.getByRole("button", { name: "Ask for it" }).count(), 0);
  // What was typed outlives a reload.
  await tim.reload();
  assert.equal(await tim.getByRole("textbox", { name: "User" }).inputValue(), `nobody@${DOMAIN}`);
}

/** Whoever may only look sees what there is, and why there is nothing to click. */
export async function aViewerOnlyLooks(world) {
  const vera = await window(world, "viewer", "/approvals?tab=all");
  const ask = vera.getByRole("button", { name: "Ask for a change" });
  assert.equal(await ask.getAttribute("aria-disabled"), "true");
  await vera.getByRole("link", { name: "Create a user" }).first().click();
  await vera.getByRole("heading", { level: 2, name: "About this request" }).waitFor();
  await vera.getByText("your role may not read it").first().waitFor();
}

/** Whoever looked at one plan does not approve another one. */
export async function anotherPlanIsNotApproved(world) {
  const { url } = world;
  const tim = await window(world, "tech", "/approvals");
  await askForUser(tim, url, fresh("nora"), "Nora Jones");
  const ada = await window(world, "admin", new URL(tim.url()).pathname);
  // As if the plan had moved between looking and clicking.
  await ada.route("**/graphql", async (route) => {
    const body = route.request().postData() ?? "";
    await route.continue({ postData: body.replace(/"digest":"[0-9a-f]+"/, `"digest":"${"0".repeat(64)}"`) });
  });
  const approve = ada.getByRole("button", { name: "Approve" });
  await approve.click();
  await ada.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await ada.getByRole("dialog").getByRole("link", { name: "APPROVAL_PLAN_MOVED" }).waitFor();
  await ada.keyboard.press("Escape");
  await ada.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok(await approve.evaluate((it) => it === document.activeElement), "back where one was");
  await ada.getByRole("button", { name: "Withdraw" }).click();
  await ada.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await ada.getByText("Withdrawn", { exact: true }).first().waitFor();
}

/** What was done is taken back by a request of its own, which somebody else decides about. */
export async function whatWasDoneIsUndone(world) {
  const { url } = world;
  const tim = await window(world, "tech", "/approvals");
  await askForUser(tim, url, fresh("olaf"), "Olaf Palme");
  const ada = await window(world, "admin", new URL(tim.url()).pathname);
  await ada.getByRole("button", { name: "Approve" }).click();
  await ada.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await ada.getByRole("button", { name: "Undo" }).click({ timeout: 120_000 });
  const dialog = ada.getByRole("dialog");
  await dialog.getByText("Delete the user who was created").waitFor();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("he does not begin after all");
  await dialog.getByRole("button", { name: "Undo" }).click();
  await ada.getByRole("heading", { level: 1, name: /Delete a user/ }).waitFor();
  await ada.getByText("You asked for this").waitFor();
}

/** Sets whether two people have to approve what is of medium risk; nothing where it is so already. */
async function askForTwo(page, url, wanted, reason) {
  await page.goto(`${url}/settings`);
  const medium = page.getByRole("checkbox", { name: "medium risk" });
  await medium.waitFor();
  if ((await medium.isChecked()) === wanted) {
    return;
  }
  await medium.setChecked(wanted);
  await page.getByRole("button", { name: "Save the changes" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/^Two people have to approve what is of: .* → /).waitFor();
  await dialog.getByRole("textbox", { name: "Reason" }).fill(reason);
  await dialog.getByRole("button", { name: "Save the changes" }).click();
  await page.getByText("The settings are changed").first().waitFor();
}

/** The MSP of whoever is signed in, as commands name it. */
async function mspOf(page) {
  return page.evaluate(async () => {
    const body = JSON.stringify({ query: "{ viewer { mspId } }" });
    const headers = { "content-type": "application/json", "x-requested-with": "a story" };
    const answer = await fetch("/graphql", { method: "POST", headers, body });
    return (await answer.json()).data.viewer.mspId;
  });
}

/** Where two have to approve, one person counts once, however often they try. */
export async function twoPeopleApprove(world) {
  const { url } = world;
  const ada = await window(world, "admin", "/settings");
  try {
    await askForTwo(ada, url, true, "the auditors want it");
    await twoDecide(world, ada);
  } finally {
    await askForTwo(ada, url, false, "it was for practice");
  }
}

async function twoDecide(world, ada) {
  const { url, operator } = world;
  const tim = await window(world, "tech", "/approvals");
  await askForUser(tim, url, fresh("vera"), "Vera Rubin");
  const path = new URL(tim.url()).pathname;
  await tim.getByText("0 of 2 needed").waitFor();

  await ada.goto(url + path);
  await ada.getByRole("button", { name: "Approve" }).click();
  await ada.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await ada.getByText("You approved it. It takes somebody else as well.").waitFor();
  assert.equal(await ada.getByRole("button", { name: "Approve" }).count(), 0);
  await tim.getByText("1 of 2 needed").waitFor();

  // She tries it together with others, by an address that somebody kept.
  await ada.goto(`${url}/approvals?decide=APPROVE&chosen=${path.split("/").at(-1)}`);
  const dialog = ada.getByRole("dialog");
  await dialog.getByRole("link", { name: "APPROVAL_GIVEN_TWICE" }).waitFor();
  assert.equal(await dialog.getByRole("button", { name: "Approve" }).getAttribute("aria-disabled"), "true");

  // The second is the operator of the server, who is an Admin as well.
  const digest = await tim.getByText(/^[0-9a-f]{64}$/).innerText();
  const record = await tim.getByRole("link", { name: "All that is on record" }).getAttribute("href");
  const [id] = /[0-9a-f-]{36}/.exec(record);
  operator("approvals", "approve", id, "--digest", digest, "--msp", await mspOf(ada));
  await tim.getByText("2 of 2 needed").waitFor();
  await tim.getByText("in the vault").waitFor({ timeout: 120_000 });
}
