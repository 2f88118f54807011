// Connecting tenants: what people do on the pages of tenants, of their onboardings, and of templates.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";

const LONG = 90_000;

async function at(browser, url, username, password, back) {
  const page = await person(browser);
  await signIn(page, url, username, password, "/health/live");
  await page.goto(url + back);
  return page;
}

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor({ timeout: LONG });

/** A technician starts a failed onboarding again, sends the invitation, and calls it off. */
export async function startsAgainAndCallsOff({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/tenants");
  const failed = page.getByRole("row").filter({ hasText: /Error|Discovered/ }).first();
  await failed.getByRole("link").first().click();
  await page.getByRole("button", { name: "Start again" }).click();
  await page.getByRole("heading", { name: "How is it connected?" }).waitFor({ timeout: LONG });
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Customer in the invitation").waitFor({ timeout: LONG });
  await page.reload();
  await page.getByRole("button", { name: /^Start/ }).click({ timeout: LONG });
  // It comes by itself: nobody loads the page again.
  await page.getByText("The customer has not approved yet.").waitFor({ timeout: LONG });
  await page.getByRole("button", { name: "Copy: the invitation's address" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^https:/);
  await page.getByText("Mail to the customer").first().click();
  const mail = await page.getByRole("link", { name: "Open in your mail program" }).first().getAttribute("href");
  assert.ok(decodeURIComponent(mail).includes(copied));

  await page.getByRole("button", { name: "Call off" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("What they made is taken back:").waitFor();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The wrong template");
  await dialog.getByRole("button", { name: "Call off" }).click();
  await page.getByText("It was called off, and what was done is undone.").waitFor({ timeout: LONG });
  await page.getByRole("link", { name: "Attempt 1" }).click();
  await page.getByText(/^This is attempt 1\./).waitFor();
  await page.context().close();
}

/** A tenant that another customer holds is refused by its code. It can be asked for, and whoever holds it answers. */
export async function aHeldTenantIsAskedFor({ browser, url, people, password }) {
  const page = await at(browser, url, people.admin, password, "/tenants/connect");
  const name = `Held ${Date.now()}`;
  await page.getByRole("textbox", { name: "Name of the customer" }).fill(name);
  await page.getByRole("button", { name: "Register and choose" }).click();
  await page.getByRole("textbox", { name: "Tenant ID or domain" }).fill("not a tenant");
  await page.getByText("This is neither a tenant ID nor a domain.").waitFor();
  await page.getByRole("textbox", { name: "Tenant ID or domain" }).fill("");
  await page.getByRole("combobox", { name: "Which ones" }).selectOption({ label: "All" });
  const active = page.getByRole("row").filter({ hasText: "Active" }).first();
  await active.getByRole("button", { name: /^Choose/ }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("link", { name: "TENANT_HELD" }).first().waitFor({ timeout: LONG });
  await page.getByRole("button", { name: "Start all the same" }).click();
  await page.getByRole("alert").getByRole("link", { name: "TENANT_HELD" }).waitFor({ timeout: LONG });
  await asksFor(page);
  // The holder sees it at the tenant, with who wants it and why. Here both sides are one MSP's.
  const tenant = new URL(page.url()).searchParams.get("tenant");
  await page.goto(`${url}/onboardings/${tenant}`);
  const wanted = page.getByRole("region", { name: "Somebody wants this tenant" });
  await wanted.getByRole("link", { name }).waitFor();
  await wanted.getByText("it moved to them").waitFor();
  await answers(page, wanted, "Keep it", "it did not move");
  await wanted.waitFor({ state: "detached" });

  await page.goBack();
  await asksFor(page);
  await page.goto(`${url}/onboardings/${tenant}`);
  await answers(page, wanted, "Let them have it", "it did move");
  await wanted.getByRole("status").getByText("Nothing changes until somebody else approves.").waitFor();
  const link = wanted.getByRole("status").getByRole("link");
  const approval = await link.getAttribute("href");
  await answers(page, wanted, "Take the request back", "by mistake");
  await wanted.waitFor({ state: "detached" });
  await page.goto(url + approval);
  await page.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await page.getByText("Withdrawn", { exact: true }).first().waitFor();
  await page.context().close();
}

async function asksFor(page) {
  await page.getByRole("button", { name: "Ask for the tenant" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("it moved to them");
  await dialog.getByRole("button", { name: "Ask for the tenant" }).click();
  await page.getByText("It was asked for. The holder has to answer.").waitFor();
}

async function answers(page, wanted, answer, reason) {
  await wanted.getByRole("button", { name: answer }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill(reason);
  await dialog.getByRole("button", { name: answer }).click();
  await dialog.waitFor({ state: "detached" });
}

/** A domain that nobody has is refused by its code. */
export async function unknownDomainIsRefused({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/tenants/connect");
  await page.getByRole("button", { name: /^Choose / }).first().click();
  await page.getByRole("textbox", { name: "Tenant ID or domain" }).fill("nobody.example");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Get the address" }).click();
  await page.getByRole("alert").getByRole("link", { name: "TENANT_NOT_FOUND" }).waitFor({ timeout: LONG });
  await page.context().close();
}

/** Who may only look sees what could be done, and why not by them. */
export async function viewerSeesWhyNot({ browser, url, people, password }) {
  const page = await at(browser, url, people.viewer, password, "/tenants");
  await heading(page, "Customer tenants");
  const button = page.getByRole("button", { name: "Look for tenants" });
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await button.hover();
  await page.getByRole("tooltip").getByText("This needs the role Tech or Admin.").waitFor();
  await page.context().close();
}

/** Many are looked at, those that can are started, and each tells what became of it. */
export async function startsMany({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/tenants");
  await page.getByRole("checkbox", { name: "Select all that are loaded" }).check();
  await page.getByRole("button", { name: /^Start \d+$/ }).click();
  await heading(page, "Start many onboardings");
  await page.getByRole("combobox", { name: "Template" }).selectOption({ index: 1 });
  await page.getByText(/^(\d+) of \1 looked at$/).waitFor({ timeout: 120_000 });
  await page.reload();
  await page.getByText(/^(\d+) of \1 looked at$/).waitFor({ timeout: 120_000 });
  await page.getByText("Not needed").first().waitFor();
  const start = page.getByRole("button", { name: /^Start [1-9]/ });
  if ((await start.count()) > 0) {
    await start.click();
    await page.getByText(/^[1-9]\d* started, 0 turned down$/).waitFor({ timeout: 120_000 });
    await page.getByRole("link", { name: "See how it goes" }).first().waitFor();
  }
  await page.context().close();
}

/** Looking for tenants tells what was found. */
export async function looksForTenants({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/tenants");
  await page.getByRole("button", { name: "Look for tenants" }).click();
  await page.getByText(/\d+ tenants seen/).waitFor({ timeout: 120_000 });
  await page.context().close();
}

/** A template is defined from a preset; what it may not ask for is refused by its code; then it is retired. */
export async function definesAndRetiresATemplate({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/templates");
  const name = `Watching ${Date.now()}`;
  await page.getByRole("button", { name: "Define a template" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("combobox", { name: "Begin with" }).selectOption("READ_ONLY");
  const shares = page.getByRole("textbox", { name: "Groups and their roles" });
  await shares.fill("Everybody");
  await page.getByText("Line 1 has no group, or no roles behind a colon.").waitFor();
  await shares.fill("Everybody: Global Administrator");
  // What was typed outlives the page.
  await page.reload();
  const define = page.getByRole("button", { name: "Define it" });
  await define.click();
  await page.getByRole("link", { name: "GDAP_GLOBAL_ADMINISTRATOR_REFUSED" }).waitFor({ timeout: LONG });
  await shares.fill("Everybody: Global Reader");
  await define.click();
  await page.getByRole("heading", { name: `${name}, version 1` }).waitFor({ timeout: LONG });

  await page.getByRole("button", { name: "Revise" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Groups and their roles" }).fill("Everybody: Global Reader, Reports Reader");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Reports are wanted");
  await dialog.getByRole("button", { name: "Revise" }).click();
  await dialog.getByRole("link", { name: "TEMPLATE_NEEDS_NEW_APPROVALS" }).waitFor({ timeout: LONG });
  await dialog.getByRole("checkbox", { name: /approve anew/ }).check();
  await dialog.getByRole("button", { name: "Revise" }).click();
  await page.getByRole("heading", { name: `${name}, version 2` }).waitFor({ timeout: LONG });

  await page.getByRole("button", { name: "Retire" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("It was for practice");
  await page.getByRole("dialog").getByRole("button", { name: "Retire" }).click();
  await page.getByRole("row").filter({ hasText: name }).getByText("Retired").waitFor({ timeout: LONG });
  await page.context().close();
}

/** The customer's administrator is asked to let the app read: an address to send, and what it is for. */
export async function asksForConsent({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/tenants/connect");
  const customer = page.getByRole("button", { name: /^Choose / }).first();
  const name = (await customer.getAttribute("aria-label")).replace("Choose ", "");
  await customer.click();
  await page.getByRole("combobox", { name: "Which ones" }).selectOption({ label: "All" });
  await page.getByRole("row").filter({ hasText: name }).getByRole("button", { name: /^Choose / }).first().click();
  await page.getByRole("radio", { name: /^Consent/ }).check();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("spinbutton", { name: "Days until the address expires" }).fill("5");
  await page.getByRole("button", { name: "Get the address" }).click();
  await page.getByRole("heading", { name: "Consent of the customer's administrator" }).waitFor({ timeout: LONG });
  await page.getByText("Waiting for the customer").waitFor();
  await page.getByText("What our app may then read").click();
  await page.getByText("Organization.Read.All").waitFor();
  await page.context().close();
}

/** Access that is in place is compared with what is on record, and put right by an onboarding of its own. */
export async function looksForDriftAndRepairs({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/tenants?status=ACTIVE");
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await page.getByRole("button", { name: "Look now" }).click();
  await page.getByText(/^(Nothing differs|\d+ things? differs?)\.$/).waitFor({ timeout: LONG });
  await page.getByRole("button", { name: "Put right" }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Put right" });
  assert.equal(await confirm.getAttribute("aria-disabled"), "true");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("To be sure");
  await confirm.click();
  await page.getByText(/of \d+, a repair$/).waitFor({ timeout: LONG });
  await page.getByText("The access that was asked for is in place and was read through.").waitFor({ timeout: 90_000 });
  await page.context().close();
}
