// Coming in, what is live, and what is not for everybody.
import assert from "node:assert/strict";
import { person, signIn } from "../browser.mjs";
import { complaints } from "../accessible.mjs";

export async function nobodySeesAnythingBeforeTheySignIn({ browser, url, people, password }) {
  const page = await person(browser);
  const told = [];
  page.on("console", (message) => message.type() === "error" && told.push(message.text()));
  await page.goto(`${url}/tenants?status=ACTIVE`);
  await page.getByRole("link", { name: "Sign in with Microsoft" }).waitFor();
  assert.equal(await page.getByRole("navigation").count(), 0);
  // Back where one wanted to go, not at the beginning.
  const link = page.getByRole("link", { name: "Sign in with Microsoft" });
  assert.match(await link.getAttribute("href"), /return_to=%2Ftenants%3Fstatus%3DACTIVE$/);
  await signIn(page, url, people.viewer, password, "/tenants?status=ACTIVE");
  await page.getByRole("heading", { level: 1, name: "Customer tenants" }).waitFor();
  await page.getByRole("status").getByText("Live").waitFor();
  assert.deepEqual(await complaints(page), []);
  // The browser refused nothing of ours; being signed out at first is told as 401.
  assert.deepEqual(told.filter((line) => !line.includes("401")), []);
}

export async function thePolicyLetsNothingElseIn({ browser, url }) {
  const page = await person(browser);
  const answer = await page.goto(url);
  const policy = answer.headers()["content-security-policy"];
  for (const rule of ["default-src 'none'", "script-src 'self';", "connect-src 'self'", "trusted-types 'none'"]) {
    assert.ok(policy.includes(rule), policy);
  }
  assert.ok(!policy.includes("unsafe") && !policy.includes("http"), policy);
  const again = await page.goto(url);
  assert.notEqual(again.headers()["content-security-policy"], policy, "another mark each time");
}

/** Ready people of each role stand on the page of the simulated Entra. */
export async function whoeverIsOfferedSignsInByOneButton({ browser, url, people }) {
  const page = await person(browser);
  await page.goto(`${url}/sign-in?return_to=%2Ftenants`);
  for (const role of Object.keys(people)) {
    assert.equal(await page.getByRole("button", { name: `Sign in as ${role}`, exact: true }).count(), 1, role);
  }
  await page.getByRole("button", { name: "Sign in as viewer", exact: true }).click();
  await page.waitForURL(`${url}/tenants`);
  await page.getByRole("heading", { level: 1, name: "Customer tenants" }).waitFor();
}
