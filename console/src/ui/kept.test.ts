import { expect, test } from "vitest";

import { held, kept } from "./kept";

const GOOD = { key: 1, data: "Adatum", failed: false };
const FAILED = { key: 1, data: undefined, failed: true };

test("what is shown stays while it is asked again in vain", () => {
  const before = held(undefined, GOOD);
  expect(kept(before, FAILED)).toBe("Adatum");
  expect(held(before, FAILED)).toBe(before);
});

test("half an answer does not take the place of a whole one", () => {
  const half = { key: 1, data: "half", failed: true };
  expect(kept(held(undefined, GOOD), half)).toBe("Adatum");
  expect(kept(undefined, half)).toBe("half");
});

test("what was asked for before is not shown for something else", () => {
  const before = held(undefined, GOOD);
  expect(kept(before, { ...FAILED, key: 2 })).toBeUndefined();
  expect(kept(before, { key: 2, data: "Fabrikam", failed: false })).toBe("Fabrikam");
});
