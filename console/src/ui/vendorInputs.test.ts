import { expect, test } from "vitest";

import { given, isMissing, secretsOf, settingsOf } from "./vendorInputs";

const INPUTS = [
  { name: "site", kind: "SETTING", about: "" },
  { name: "region", kind: "OPTIONAL_SETTING", about: "" },
  { name: "api-key", kind: "SECRET", about: "" },
];

test("settings and secrets go their own ways", () => {
  expect(settingsOf(INPUTS).map((it) => it.name)).toEqual(["site", "region"]);
  expect(secretsOf(INPUTS).map((it) => it.name)).toEqual(["api-key"]);
});

test("what is optional may be left out, and what is empty is not given", () => {
  const entered = { site: " contoso.halopsa.com ", region: " ", "api-key": " s ", other: "x" };
  expect(isMissing(INPUTS, entered)).toBe(false);
  expect(isMissing(INPUTS, { ...entered, "api-key": "" })).toBe(true);
  expect(given(INPUTS, entered)).toEqual([
    { name: "site", value: "contoso.halopsa.com" },
    { name: "api-key", value: " s " },
  ]);
});
