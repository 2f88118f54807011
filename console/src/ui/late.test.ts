import { expect, test } from "vitest";

import { isLate } from "./late";

test("what was changed and is not in the answer is late", () => {
  expect(isLate({ userErrors: [], customer: null, receipt: { position: "4" } } as never)).toBe(true);
  expect(isLate({ userErrors: [], customer: null, approval: null, __typename: "X" } as never)).toBe(true);
});

test("what is there, was refused, or has nothing to show is not", () => {
  expect(isLate({ userErrors: [], customer: { id: "1" } } as never)).toBe(false);
  expect(isLate({ userErrors: [], customer: null, approval: { id: "1" } } as never)).toBe(false);
  expect(isLate({ userErrors: [{ code: "X" }], customer: null } as never)).toBe(false);
  expect(isLate({ userErrors: [], receipt: null } as never)).toBe(false);
  expect(isLate(undefined)).toBe(false);
});
