import { expect, test } from "vitest";

import { held, kept } from "./kept";

const GOOD = { wanted: "1", answered: "1", data: "Adatum", failed: false };
const FAILED = { wanted: "1", answered: "1", data: undefined, failed: true };
const ASKING = { wanted: "1", answered: undefined, data: undefined, failed: false };

test("what is shown stays while it is asked again, and where that is in vain", () => {
  const before = held(undefined, GOOD);
  for (const result of [FAILED, ASKING, { ...ASKING, answered: "1" }]) {
    expect(kept(before, result)).toBe("Adatum");
    expect(held(before, result)).toBe(before);
  }
});

test("half an answer does not take the place of a whole one", () => {
  const half = { ...FAILED, data: "half" };
  expect(kept(held(undefined, GOOD), half)).toBe("Adatum");
  expect(kept(undefined, half)).toBe("half");
});

test("what was asked for before is not shown for something else", () => {
  const before = held(undefined, GOOD);
  expect(kept(before, { ...FAILED, wanted: "2" })).toBeUndefined();
  expect(kept(before, { ...ASKING, wanted: "2" })).toBeUndefined();
  expect(kept(before, { wanted: "2", answered: "2", data: "Fabrikam", failed: false })).toBe("Fabrikam");
});
