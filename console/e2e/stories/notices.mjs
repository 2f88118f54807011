// Who is told: a channel is opened, its secret told once, and what else is done about it.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";

async function window({ browser, url, people, password }, who, path) {
  const page = await person(browser);
  await signIn(page, url, people[who], password, path);
  return page;
}

export async function aChannelIsOpenedPausedAndClosed(world) {
  const name = `service desk ${Date.now().toString(36)}`;
  const ada = await window(world, "admin", "/notices");
  await ada.getByRole("button", { name: "Open a channel" }).click();
  const dialog = ada.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  // A notice goes nowhere that is no public webhook.
  await dialog.getByRole("textbox", { name: "Address of the webhook" }).fill("https://hooks.example/one?token=1");
  await dialog.getByRole("button", { name: "Open a channel" }).click();
  await dialog.getByRole("link", { name: "NOTICE_TARGET_INVALID" }).waitFor();
  await dialog.getByRole("textbox", { name: "Address of the webhook" }).fill("https://hooks.example/one");
  await dialog.getByRole("button", { name: "Open a channel" }).click();
  const once = ada.getByRole("alertdialog");
  await once.getByText(/^whsec_/).waitFor();
  await once.getByRole("button", { name: "Close" }).click();
  const channel = ada.getByRole("listitem").filter({ has: ada.getByRole("heading", { name }) });
  await channel.getByText("Open", { exact: true }).waitFor();
  await channel.getByRole("button", { name: "Pause" }).click();
  await ada.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("the receiver moves");
  await ada.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await channel.getByText("the receiver moves").waitFor();
  await channel.getByRole("button", { name: "Resume" }).click();
  await channel.getByText("Open", { exact: true }).waitFor();
  await channel.getByRole("button", { name: "Renew the secret" }).click();
  await ada.getByRole("dialog").getByRole("button", { name: "Renew the secret" }).click();
  await ada.getByRole("alertdialog").getByText(/^whsec_/).waitFor();
  await ada.getByRole("alertdialog").getByRole("button", { name: "Close" }).click();
  await channel.getByRole("button", { name: "Close the channel" }).click();
  await ada.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("nobody listens");
  await ada.getByRole("dialog").getByRole("button", { name: "Close the channel" }).click();
  await channel.getByText("Closed", { exact: true }).waitFor();
  assert.equal(await channel.getByRole("button", { name: "Pause" }).count(), 0);
}

/** Mail is for installations that say by which server it goes; what was typed stays. */
export async function mailIsRefusedWhereItIsOff(world) {
  const ada = await window(world, "admin", "/notices");
  await ada.getByRole("button", { name: "Open a channel" }).click();
  const dialog = ada.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("mail to the desk");
  await dialog.getByRole("radio", { name: "Mail" }).check();
  await dialog.getByRole("textbox", { name: "Mailboxes" }).fill("desk at northwind");
  await dialog.getByRole("button", { name: "Open a channel" }).click();
  await dialog.getByRole("link", { name: "NOTICE_TARGET_INVALID" }).waitFor();
  await dialog.getByRole("textbox", { name: "Mailboxes" }).fill("desk@northwind.example");
  await dialog.getByRole("button", { name: "Open a channel" }).click();
  await dialog.getByRole("link", { name: "NOTICE_MAIL_OFF" }).waitFor();
  assert.equal(await dialog.getByRole("textbox", { name: "Mailboxes" }).inputValue(), "desk@northwind.example");
}

export async function aViewerIsToldWhyThereIsNothing(world) {
  const vera = await window(world, "viewer", "/notices");
  await vera.getByText("Tech, Admin and Auditor see them").waitFor();
  const open = vera.getByRole("button", { name: "Open a channel" });
  assert.equal(await open.getAttribute("aria-disabled"), "true");
}
