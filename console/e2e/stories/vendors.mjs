// Accounts at vendors: one is refused, connected, tried, paused, and its end asked for.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";

async function window({ browser, url, people, password }, who, path) {
  const page = await person(browser);
  await signIn(page, url, people[who], password, path);
  return page;
}

export async function aVendorIsConnectedTriedAndPaused(world) {
  const name = `second Pax8 ${Date.now().toString(36)}`;
  const ada = await window(world, "admin", "/vendors");
  await ada.getByRole("button", { name: "Connect a vendor" }).click();
  const dialog = ada.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Vendor" }).selectOption("pax8");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "Client ID" }).fill("northwind-practice");
  await dialog.getByLabel("Client secret").fill("wrong");
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await dialog.getByRole("link", { name: "VENDOR_KEY_WRONG" }).waitFor();
  await dialog.getByLabel("Client secret").fill("practice-only");
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await ada.getByRole("heading", { level: 1, name }).waitFor();
  await ada.getByText("The last test worked.").waitFor();
  await ada.getByRole("button", { name: "Test" }).click();
  await ada.getByText("It works").first().waitFor();
  await ada.getByRole("button", { name: "Pause" }).click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("their house is on the move");
  await dialog.getByRole("button", { name: "Pause" }).click();
  await ada.getByText("their house is on the move").waitFor();
  await ada.getByRole("button", { name: "Resume" }).click();
  await ada.getByRole("button", { name: "Pause" }).waitFor();
  // Secrets that do not work take the place of none.
  await ada.getByRole("button", { name: "Replace secrets" }).click();
  await dialog.getByLabel("Client secret").fill("wrong");
  await dialog.getByRole("button", { name: "Replace" }).click();
  await dialog.getByRole("link", { name: "VENDOR_KEY_WRONG" }).waitFor();
  await dialog.getByLabel("Client secret").fill("practice-only");
  await dialog.getByRole("button", { name: "Replace" }).click();
  await dialog.waitFor({ state: "detached" });
  await ada.getByRole("button", { name: "Disconnect" }).click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("one is enough");
  await dialog.getByRole("button", { name: "Ask for approval" }).click();
  await ada.getByRole("status").getByRole("link").waitFor();
}

export async function aViewerSeesAccountsAndWhyNoMore(world) {
  const vera = await window(world, "viewer", "/vendors");
  await vera.getByRole("link", { name: "Pax8", exact: true }).click();
  await vera.getByRole("heading", { level: 1, name: "Pax8" }).waitFor();
  assert.equal(await vera.getByRole("button", { name: "Disconnect" }).getAttribute("aria-disabled"), "true");
}
