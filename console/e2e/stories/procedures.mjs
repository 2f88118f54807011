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

/** Defines "somebody begins": an account, with a licence for it. */
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

/** Follows the procedure that is open for somebody, and leaves the run's page open. */
async function follow(page, account, fullName) {
  await page.getByRole("button", { name: "Follow it for a customer" }).click();
  await page.getByRole("combobox", { name: "Customer" }).fill(CUSTOMER);
  await page.waitForURL(/tenant=/);
  await page.getByRole("textbox", { name: "Signs in as" }).fill(`${account}@${DOMAIN}`);
  await page.getByRole("textbox", { name: "Full name" }).fill(fullName);
  await page.getByRole("button", { name: "Show what would be asked for" }).click();
  await page.getByRole("cell", { name: fullName }).waitFor();
  await page.getByRole("textbox", { name: "Reason" }).fill("it begins on Monday");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("link", { name: /^Request: create a user/ }).waitFor({ timeout: 90_000 });
}

export async function aProcedureIsDefinedAndFollowed(world) {
  const mark = Date.now().toString(36);
  const name = `Somebody begins ${mark}`;
  const tim = await window(world, "tech", "/procedures/new");
  await defineBeginning(tim, name);
  await tim.getByRole("heading", { level: 3, name: "Create the account" }).waitFor();
  await tim.getByText("the answer to “Full name”").waitFor();

  await follow(tim, `lin${mark}`, "Lin Clark");

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

/** An Admin marks the first step of the procedure that is open, for one change a day and some weeks. */
async function markAsLowRisk(page) {
  await page.getByRole("button", { name: "Mark as low risk" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("agreed with the customers");
  await dialog.getByRole("spinbutton", { name: "In a day at most" }).fill("1");
  // Further ahead than a mark may be good: the server says no, and why.
  await dialog.getByRole("textbox", { name: "Until" }).fill("2099-01-01");
  await dialog.getByRole("button", { name: "Mark as low risk" }).click();
  await dialog.getByRole("link", { name: "MARK_OUT_OF_RANGE" }).waitFor();
  const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByRole("textbox", { name: "Until" }).fill(soon);
  await dialog.getByRole("button", { name: "Mark as low risk" }).click();
}

async function takeTheMarkAway(page) {
  await page.getByRole("button", { name: "Take the mark away" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take the mark away" }).click();
}

/** Within the limits of a mark nobody is asked; beyond them, and once the mark is gone, people are. */
export async function aMarkedStepNeedsNobody(world) {
  const mark = Date.now().toString(36);
  const tim = await window(world, "tech", "/procedures/new");
  await defineBeginning(tim, `Somebody begins ${mark}r`);
  const procedure = tim.url();
  // Whoever may not mark is told who may.
  const button = tim.getByRole("button", { name: "Mark as low risk" });
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await button.focus();
  await tim.getByRole("tooltip").getByText("This needs the role Admin.").waitFor();

  const ada = await window(world, "admin", new URL(procedure).pathname);
  await markAsLowRisk(ada);
  await tim.getByText("Low risk: nobody has to approve it").waitFor();
  await follow(tim, `mae${mark}`, "Mae Jemison");
  await tim.getByRole("link", { name: /^Request: create a user/ }).click();
  await tim.getByText("Nobody had to decide: a procedure's step is marked as low risk").waitFor({ timeout: 90_000 });
  await tim.getByText(/1 a day at most, marked by/).waitFor();
  assert.equal(await tim.getByRole("button", { name: "Approve" }).count(), 0);

  // The second of the day is one too many.
  await tim.goto(procedure);
  await follow(tim, `sal${mark}`, "Sally Ride");
  await tim.getByText("Somebody has to decide about what is asked for.").waitFor();
  await tim.getByRole("link", { name: /^Request: create a user/ }).click();
  await tim.getByText("You asked for this. Somebody else has to decide").waitFor();
  await tim.getByRole("button", { name: "Withdraw" }).click();
  await tim.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await tim.getByText("Withdrawn", { exact: true }).first().waitFor();

  await tim.goto(procedure);
  await takeTheMarkAway(ada);
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
