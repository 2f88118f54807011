import { expect, test } from "vitest";

import { filterOf } from "./filter";

test("only what the API knows is asked for", () => {
  expect(filterOf({})).toEqual({});
  expect(filterOf({ phase: "GONE", stale: "maybe", other: "x" })).toEqual({});
  expect(filterOf({ name: "Pa", vendor: "pax8", phase: "PAUSED", stale: "false" })).toEqual({
    nameBeginsWith: "Pa",
    vendor: "pax8",
    phase: "PAUSED",
    stale: false,
  });
});
