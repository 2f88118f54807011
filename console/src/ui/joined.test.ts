import { expect, test } from "vitest";

import { joined } from "./joined";
import type { Leaf } from "./joined";

const leaf = (ids: string, hasNext = true): Leaf<{ id: string }> => ({
  after: undefined,
  end: ids.at(-1),
  hasNext,
  rows: [...ids].map((id) => ({ id })),
});

const shown = (leaves: readonly Leaf<{ id: string }>[]) =>
  leaves.map((leaf) => leaf.rows.map((row) => row.id).join("")).join("|");

test("the last part is replaced", () => {
  expect(shown(joined([leaf("abc"), leaf("de", false)], 1, leaf("df", false)))).toBe("abc|df");
});

test("what comes in between pushes out nothing", () => {
  expect(shown(joined([leaf("acd"), leaf("ef", false)], 0, leaf("abc")))).toBe("abcd|ef");
});

test("what is gone is gone, and what moved up is there once", () => {
  expect(shown(joined([leaf("abc"), leaf("def", false)], 0, leaf("acd")))).toBe("ac|def");
});

test("a part that is not there changes nothing", () => {
  expect(shown(joined([leaf("abc")], 3, leaf("x")))).toBe("abc");
});
