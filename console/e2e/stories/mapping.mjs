// Whose the vendors' records are, and what Microsoft's products are billed as.
import { person, signIn } from "../browser.mjs";

const LONG = 90_000;

async function at(browser, url, username, password, back) {
  const page = await person(browser);
  await signIn(page, url, username, password, "/health/live");
  await page.goto(url + back);
  return page;
}

/** A technician links the likeliest customer by keyboard, and undoes it. */
export async function mapsByKeyboard({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/mapping");
  const list = page.getByRole("listbox", { name: "Vendors' records" });
  const adatum = page.getByRole("option", { name: /^Adatum/ });
  await adatum.click({ timeout: LONG });
  await page.getByRole("heading", { level: 2, name: "Adatum", exact: true }).waitFor({ timeout: LONG });
  await list.focus();
  await page.keyboard.press("Enter");
  await page.getByText("Done last: Adatum is linked with Adatum Bakery").waitFor({ timeout: LONG });
  await adatum.waitFor({ state: "detached", timeout: LONG });
  await list.focus();
  await page.keyboard.press("u");
  await adatum.waitFor({ timeout: LONG });
  await page.context().close();
}

/** A customer that has a record in the PSA already is refused by the code. */
export async function secondRecordIsRefused({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/mapping");
  await page.getByRole("option", { name: /^Coho Winery/ }).click({ timeout: LONG });
  await page.getByRole("heading", { level: 2, name: "Coho Winery" }).waitFor({ timeout: LONG });
  await page.getByRole("button", { name: "Link with another customer" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Customer").fill("Adatum Bakery");
  await dialog.locator("button:not([aria-disabled=true])", { hasText: /^Link$/ }).click({ timeout: LONG });
  await dialog.getByText("SEAT_TAKEN").waitFor({ timeout: LONG });
  await page.context().close();
}

/** A product is mapped onto the service that is suggested, and unmapped. */
export async function mapsAProduct({ browser, url, people, password }) {
  const page = await at(browser, url, people.tech, password, "/mapping/products?standing=OPEN");
  await page.getByRole("button", { name: /^Map Microsoft 365 Business Premium.*Monthly/ }).first().click({ timeout: LONG });
  await page.getByRole("dialog").getByRole("button", { name: "Map", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached", timeout: LONG });
  await page.getByRole("combobox", { name: "Show" }).selectOption({ label: "Mapped" });
  await page.getByRole("button", { name: /^Unmap Microsoft 365 Business Premium.*Monthly/ }).click({ timeout: LONG });
  await page.getByRole("dialog").getByRole("button", { name: "Unmap" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached", timeout: LONG });
  await page.context().close();
}

/** A viewer reads the suggestions, and sees who may link. */
export async function viewerMapsNothing({ browser, url, people, password }) {
  const page = await at(browser, url, people.viewer, password, "/mapping");
  const link = page.getByRole("button", { name: "Link with Adatum Bakery" });
  await page.getByRole("option", { name: /^Adatum/ }).click({ timeout: LONG });
  await link.focus({ timeout: LONG });
  await page.getByRole("tooltip").filter({ hasText: "Admin" }).waitFor({ timeout: LONG });
  await page.context().close();
}
