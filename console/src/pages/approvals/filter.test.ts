import { expect, test } from "vitest";

import { filterOf, tabOf } from "./filter";

test("what the address says is looked for, and nothing that is not known", () => {
  expect(filterOf({ tab: "all", status: "DONE", kind: "NO_SUCH", risk: "HIGH", customer: "c" })).toEqual({
    status: "DONE",
    risk: "HIGH",
    customer: "c",
  });
});

test("what waits for somebody has no other status", () => {
  expect(filterOf({ status: "DONE" })).toEqual({});
  expect(tabOf("nonsense")).toBe("waits");
});
