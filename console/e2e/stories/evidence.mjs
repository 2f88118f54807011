// What operators and compliance staff do: look at what was done, prove it, build a table anew.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";

const LONG = 120_000;

async function at({ browser, url, people, password }, who, path) {
  const page = await person(browser);
  await signIn(page, url, people[who], password, path);
  return page;
}

/** The auditor finds what a technician just did, with the reason, and proves it. */
export async function whatWasDoneIsFoundAndProven(world) {
  const tim = await at(world, "tech", "/customers");
  await tim.getByRole("link", { name: "Coho Vineyard" }).first().click();
  await tim.getByRole("button", { name: "Rename" }).click();
  const dialog = tim.getByRole("dialog");
  const name = `Coho Vineyard ${Date.now()}`;
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("button", { name: "Rename" }).click();
  await tim.getByRole("heading", { level: 1, name }).waitFor();

  const olga = await at(world, "auditor", "/audit?type=CustomerRenamed");
  const row = olga.getByRole("row").nth(1);
  await row.waitFor();
  await row.getByRole("link").first().click();
  await olga.getByText(name).first().waitFor();
  await olga.getByRole("button", { name: "Prove it" }).click();
  await olga.getByText("Leaves in the tree").waitFor({ timeout: LONG });
}

/** The whole ledger is verified, with its progress. */
export async function theLedgerIsVerified(world) {
  const olga = await at(world, "auditor", "/audit");
  await olga.getByRole("button", { name: "Verify the ledger" }).click();
  const dialog = olga.getByRole("dialog");
  await dialog.getByText("Sound", { exact: true }).waitFor({ timeout: LONG });
  await dialog.getByRole("button", { name: "Close" }).click();
}

/** An Admin has a query table built anew and watches until it is live again; that is on record. */
export async function aTableIsBuiltAnew(world) {
  const ada = await at(world, "admin", "/operations");
  const row = ada.getByRole("row").filter({ hasText: "tenant_consents" });
  await row.getByRole("button", { name: "Build anew" }).click();
  const dialog = ada.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("to be sure");
  await dialog.getByRole("button", { name: "Build anew" }).click();
  await ada.getByText("tenant_consents is being built anew").waitFor();
  await row.getByText("Live").waitFor({ timeout: LONG });
  await ada.goto(`${world.url}/audit?type=ProjectionRebuildRequested`);
  await ada.getByRole("row").nth(1).getByText("to be sure").waitFor();
}

/** An operator builds all tables anew beside the server, and nobody notices but by watching. */
export async function anOperatorBuildsAnewBesideIt(world) {
  const ada = await at(world, "admin", "/operations");
  world.operator("projections", "rebuild", "customers");
  const row = ada.getByRole("row").filter({ has: ada.getByText("customers", { exact: true }) });
  await row.getByText("Live", { exact: true }).waitFor();
  await ada.goto(`${world.url}/customers`);
  await ada.getByRole("link", { name: "Contoso Coffee" }).waitFor();
}

/** Who may only look is told what is not for them. */
export async function aViewerIsToldWhatIsNotForThem(world) {
  const vera = await at(world, "viewer", "/operations");
  await vera.getByText("Tech, Admin, Auditor", { exact: false }).first().waitFor();
  assert.equal(await vera.getByRole("button", { name: "Build anew" }).count(), 0);
  await vera.goto(`${world.url}/settings`);
  const save = vera.getByRole("button", { name: "Save the changes" });
  assert.equal(await save.getAttribute("aria-disabled"), "true");
}

/** Access that is no longer wanted: one asks, the other approves, and it is taken back. */
export async function accessIsEnded(world) {
  const tim = await at(world, "tech", "/tenants?name=Tailspin");
  await tim.getByRole("link", { name: "Tailspin Toys" }).first().click();
  const address = tim.url();
  await tim.getByRole("button", { name: "End access" }).click();
  const dialog = tim.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("they left us");
  await dialog.getByRole("button", { name: "Ask for it" }).click();
  await tim.waitForURL(/\/approvals\//);
  const ada = await at(world, "admin", new URL(tim.url()).pathname);
  await ada.getByRole("button", { name: "Approve" }).click();
  await ada.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await tim.goto(address);
  await tim.getByText("The access was ended, and what it rested on is taken back.").waitFor({ timeout: LONG });
}
