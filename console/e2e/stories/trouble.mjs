// What clouds refuse, and what people do then: a reading that fails, a cloud out of order, a permission that is missing.
import { fillIn, person, signIn } from "../browser.mjs";
import { befall, liftAll } from "../fate.mjs";

const LONG = 120_000;

/** Nobody set out to connect it, and its administrator is known. */
const GUEST = "Humongous Insurance";

async function window({ browser, url, people, password }, who, path) {
  const page = await person(browser);
  await signIn(page, url, people[who], password, path);
  return page;
}

/** What was read stays as it was, the page says what is the matter, and reading again mends it. */
export async function aReadingFailsAndIsReadAgain(world) {
  const { clouds } = world;
  const tim = await window(world, "tech", "/vendors");
  await tim.getByRole("link", { name: "IT Glue", exact: true }).click();
  // Not before what is under way has ended.
  const read = tim.getByRole("button", { name: "Read now", disabled: false });
  await befall(clouds, { cloud: "it-glue-us", path: "/organizations*" }, 403);
  try {
    await read.click({ timeout: LONG });
    await tim.getByText("Customers could not be read. What is shown of them is what they were.").waitFor({ timeout: LONG });
    await tim.getByText("What to do:").first().waitFor();
    await tim.getByText("Out of date").first().waitFor();
  } finally {
    await liftAll(clouds);
  }
  await read.click({ timeout: LONG });
  await tim.getByText("Customers could not be read.").waitFor({ state: "detached", timeout: LONG });
}

/** A cloud that is out of order keeps an onboarding waiting; whoever knows that it is back need not wait. */
export async function anOnboardingIsTriedAgainAtOnce(world) {
  const { clouds } = world;
  const tim = await window(world, "tech", "/tenants?name=Fabrikam");
  await tim.getByRole("link", { name: "Fabrikam Foods" }).first().click();
  await tim.getByRole("button", { name: /^(Start again|Call off)$/ }).waitFor();
  if ((await tim.getByRole("button", { name: "Call off" }).count()) > 0) {
    await callsOff(tim);
  }
  await tim.getByRole("button", { name: "Start again" }).click();
  await tim.getByText("Managed workplace, version 1").waitFor({ state: "attached" });
  await tim.getByRole("button", { name: "Go on" }).click();
  await tim.getByText("Customer in the invitation").waitFor({ timeout: LONG });
  await befall(clouds, { cloud: "graph", path: "/v1.0/tenantRelationships/*" }, 503);
  try {
    await tim.getByRole("button", { name: /^Start/ }).click();
    await tim.getByRole("link", { name: "CLOUD_UNAVAILABLE" }).first().waitFor({ timeout: LONG });
  } finally {
    await liftAll(clouds);
  }
  await tim.getByRole("button", { name: "Try again now" }).click();
  await tim.getByText("It is tried again now").first().waitFor();
  await tim.getByText("The customer has not approved yet.").waitFor({ timeout: LONG });
  await callsOff(tim);
}

async function callsOff(page) {
  await page.getByRole("button", { name: "Call off" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("they changed their mind");
  await dialog.getByRole("button", { name: "Call off" }).click();
  await page.getByText("It was called off, and what was done is undone.").waitFor({ timeout: LONG });
}

/** The other way into a tenant, as far as reading it. */
export async function aConsentLetsUsRead(world) {
  const tim = await window(world, "tech", "/tenants/connect");
  await tim.getByRole("textbox", { name: "Name of the customer" }).fill(`${GUEST} ${Date.now().toString(36)}`);
  await tim.getByRole("button", { name: "Register and choose" }).click();
  await tim.getByRole("heading", { name: "Or choose one that was found" }).waitFor();
  await tim.getByRole("row").filter({ hasText: GUEST }).getByRole("button", { name: /^Choose/ }).click();
  await tim.getByRole("heading", { name: "How is it connected?" }).waitFor();
  await tim.getByRole("radio", { name: /^Consent/ }).check();
  await tim.getByRole("button", { name: "Go on" }).click();
  await tim.getByRole("button", { name: "Get the address" }).click();
  await consents(world, await addressOn(tim, "Copy: the address for the administrator"));
  await tim.getByText("Connected", { exact: true }).first().waitFor({ timeout: LONG });
}

/** The first change in a tenant that is connected for reading leads its administrator through consent once more. */
export async function aMissingPermissionIsAskedFor(world) {
  const { admins, url } = world;
  const tim = await window(world, "tech", `/tenants?name=${encodeURIComponent(GUEST)}`);
  const customer = await tim.getByRole("link", { name: new RegExp(`^${GUEST} \\S+`) }).textContent();
  await tim.goto(`${url}/approvals/new?kind=CREATE_USER`);
  await tim.getByRole("combobox", { name: "Customer" }).fill(customer);
  await tim.waitForURL(/tenant=/);
  const domain = admins[GUEST].split("@")[1];
  await tim.getByRole("textbox", { name: "Signs in as" }).fill(`grace${Date.now().toString(36)}@${domain}`);
  await tim.getByRole("textbox", { name: "Display name" }).fill("Grace Hopper");
  await tim.getByRole("textbox", { name: "Country of use" }).fill("GB");
  await tim.getByRole("button", { name: "Show what would change" }).click();
  await tim.getByRole("textbox", { name: "Reason" }).fill("she begins on Monday");
  await tim.getByRole("button", { name: "Ask for it" }).click();
  await tim.getByRole("button", { name: "Ask the customer for consent" }).click();
  await consents(world, await addressOn(tim, "Copy: Link for the customer's administrator"));
  await tim.getByText("All that it needs is permitted.").waitFor({ timeout: LONG });
  await tim.getByRole("button", { name: "Withdraw" }).click();
  await tim.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await tim.getByText("Withdrawn", { exact: true }).first().waitFor();
}

async function addressOn(page, button) {
  await page.getByRole("button", { name: button }).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The customer's administrator says yes to what the address asks for. */
async function consents({ admins, browser, password }, address) {
  const customer = await person(browser);
  await customer.goto(address);
  await fillIn(customer, admins[GUEST], password);
  await customer.getByRole("button", { name: "Accept" }).click();
}
