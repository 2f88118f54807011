// What is done again and again: defined by a form, marked as low risk, followed, and stopped.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";

const CUSTOMER = "Wide World Importers";
const DOMAIN = "wideworldimporters.onmicrosoft.com";

async function window({ browser, url, people, password }, who, path) {
  const page = await person(browser);
  await signIn(page, url, people[who], password, path);
  return page;
}

/** Fills in one question of the form. */
async function addQuestion(page, number, label, kind) {
  await page.getByRole("button", { name: "Add a question" }).click();
  const question = page.getByRole("group", { name: `Question ${number}` });
  await question.getByRole("textbox", { name: "What people read" }).fill(label);
  await question.getByRole("combobox", { name: "Kind" }).selectOption(kind);
}

/** Defines "somebody begins": an account, then a licence for whoever was created. */
async function defineBeginning(page, name) {
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await addQuestion(page, 1, "Signs in as", "Text");
  await addQuestion(page, 2, "Full name", "Text");
  await page.getByRole("button", { name: "Add a step" }).click();
  const make = page.getByRole("group", { name: "Step 1" });
  await make.getByRole("textbox", { name: "What people read" }).fill("Create the account");
  await make.getByRole("combobox", { name: "Signs in as comes from" }).selectOption("Question: Signs in as");
  await make.getByRole("combobox", { name: "Display name comes from" }).selectOption("Question: Full name");
  await make.getByRole("combobox", { name: "Country of use comes from" }).selectOption("The same each time");
  await make.getByRole("textbox", { name: "Country of use, each time" }).fill("GB");
  await make.getByRole("combobox", { name: "Licences comes from" }).selectOption("The same each time");
  await make.getByRole("textbox", { name: "Licences, each time" }).fill("cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46");
  await page.getByRole("button", { name: "Define it" }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

export async function aProcedureIsDefinedAndFollowed(world) {
  const mark = Date.now().toString(36);
  const name = `Somebody begins ${mark}`;
  const tim = await window(world, "tech", "/procedures/new");
  await defineBeginning(tim, name);
  await tim.getByRole("heading", { level: 3, name: "Create the account" }).waitFor();
  await tim.getByText("the answer to “Full name”").waitFor();

  await tim.getByRole("button", { name: "Follow it for a customer" }).click();
  await tim.getByRole("combobox", { name: "Customer" }).fill(CUSTOMER);
  await tim.waitForURL(/tenant=/);
  await tim.getByRole("textbox", { name: "Signs in as" }).fill(`lin${mark}@${DOMAIN}`);
  await tim.getByRole("textbox", { name: "Full name" }).fill("Lin Clark");
  await tim.getByRole("button", { name: "Show what would be asked for" }).click();
  await tim.getByRole("cell", { name: "Lin Clark" }).waitFor();
  await tim.getByRole("textbox", { name: "Reason" }).fill("she begins on Monday");
  await tim.getByRole("button", { name: "Start", exact: true }).click();
  await tim.getByRole("link", { name: /^Request: create a user/ }).waitFor({ timeout: 90_000 });

  // The step waits for somebody else like any other change.
  const ada = await window(world, "admin", "/approvals");
  await ada.getByRole("row", { name: new RegExp(`lin${mark}`) }).getByRole("link", { name: "Create a user" }).click();
  await ada.getByRole("button", { name: "Reject" }).click();
  await ada.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("not this month");
  await ada.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  // Nobody loads the run again: it stops by itself, and says where.
  await tim.getByText("Rejected", { exact: true }).first().waitFor({ timeout: 90_000 });
  await tim.getByText("Stopped", { exact: true }).first().waitFor({ timeout: 90_000 });
}

export async function onlyAnAdminMarksAStep(world) {
  const name = `Somebody begins ${Date.now().toString(36)}m`;
  const tim = await window(world, "tech", "/procedures/new");
  await defineBeginning(tim, name);
  const mark = tim.getByRole("button", { name: "Mark as low risk" });
  assert.equal(await mark.getAttribute("aria-disabled"), "true");
  const ada = await window(world, "admin", new URL(tim.url()).pathname);
  await ada.getByRole("button", { name: "Mark as low risk" }).click();
  const dialog = ada.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("agreed with the customers");
  // Further ahead than a mark may be good: the server says no, and why.
  await dialog.getByRole("textbox", { name: "Until" }).fill("2099-01-01");
  await dialog.getByRole("button", { name: "Mark as low risk" }).click();
  await dialog.getByRole("link", { name: "MARK_OUT_OF_RANGE" }).waitFor();
  const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByRole("textbox", { name: "Until" }).fill(soon);
  await dialog.getByRole("button", { name: "Mark as low risk" }).click();
  await tim.getByText("Low risk: nobody has to approve it").waitFor();
  await ada.getByRole("button", { name: "Take the mark away" }).click();
  await ada.getByRole("dialog").getByRole("button", { name: "Take the mark away" }).click();
  await tim.getByText("Low risk: nobody has to approve it").waitFor({ state: "detached" });
}

export async function aProcedureThatCannotBeIsRefused(world) {
  const tim = await window(world, "tech", "/procedures/new");
  await tim.getByRole("textbox", { name: "Name", exact: true }).fill("Two of the same");
  await addQuestion(tim, 1, "Who", "User");
  await addQuestion(tim, 2, "Who", "User");
  await tim.getByRole("button", { name: "Add a step" }).click();
  const step = tim.getByRole("group", { name: "Step 1" });
  await step.getByRole("textbox", { name: "What people read" }).fill("Let them in");
  await step.getByRole("combobox", { name: "What it does" }).selectOption("Let a user sign in again");
  await step.getByRole("combobox", { name: "User comes from" }).selectOption({ index: 1 });
  await tim.getByRole("button", { name: "Define it" }).click();
  await tim.getByRole("link", { name: "PROCEDURE_IMPOSSIBLE" }).waitFor();
  // Nothing of what was typed is lost.
  await tim.reload();
  assert.equal(await tim.getByRole("textbox", { name: "Name", exact: true }).inputValue(), "Two of the same");
}
