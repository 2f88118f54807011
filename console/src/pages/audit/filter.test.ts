import { expect, test } from "vitest";

import { filterOf, isStream } from "./filter";

test("what is in the address is looked for, and nothing else", () => {
  expect(filterOf({ actor: "ada", type: "SettingsChanged", page: "3" })).toEqual({ actor: "ada", type: "SettingsChanged" });
  expect(filterOf({})).toEqual({});
});

test("half a name is not asked for", () => {
  expect(filterOf({ stream: "customer/" })).toEqual({});
  expect(filterOf({ stream: " customer/1 " })).toEqual({ stream: "customer/1" });
  expect(isStream("vendor_record/a")).toBe(true);
  expect(isStream("customer")).toBe(false);
  expect(isStream("customer/1/2")).toBe(false);
});
