import { expect, test } from "vitest";

import { instantOf, isPlain } from "./values";

test("a count of microseconds is an instant", () => {
  expect(instantOf(1795318107847992)).toBe("2026-11-22T03:28:27.847Z");
});

test("other numbers are numbers", () => {
  expect(instantOf(42)).toBeUndefined();
  expect(instantOf("1795318107847992")).toBeUndefined();
});

test("what has parts is not plain", () => {
  expect(isPlain({ name: "A" })).toBe(false);
  expect(isPlain([1])).toBe(false);
  expect([null, "a", 1, true, {}, []].every(isPlain)).toBe(true);
});
