import { expect, test } from "vitest";

import { neighbour, onward } from "./choice";

test("arrows end at the ends", () => {
  expect(neighbour(["a", "b", "c"], "b", 1)).toBe("c");
  expect(neighbour(["a", "b", "c"], "c", 1)).toBe("c");
  expect(neighbour(["a", "b", "c"], "a", -1)).toBe("a");
});

test("from a record that is not listed one gets to the first", () => {
  expect(neighbour(["a", "b"], "x", 1)).toBe("a");
  expect(neighbour(["a", "b"], undefined, -1)).toBe("a");
  expect(neighbour([], "x", 1)).toBeUndefined();
});

test("after what is done the next one is chosen, after the last the one before it", () => {
  expect(onward(["a", "b", "c"], "b")).toBe("c");
  expect(onward(["a", "b", "c"], "c")).toBe("b");
  expect(onward(["a"], "a")).toBeUndefined();
});
