import { expect, test } from "vitest";

import { idsIn, userOf } from "./ids";

test("ids stand in lines or between commas, each once", () => {
  expect(idsIn(" A1, b2\n\nb2;c3 ")).toEqual(["a1", "b2", "c3"]);
  expect(idsIn("  ")).toEqual([]);
});

test("a user is told by an id or by a name", () => {
  expect(userOf(" ada@contoso.example ")).toEqual({ name: "ada@contoso.example" });
  expect(userOf("CBDC14AB-d96c-4c30-b9f4-6ada7cdc1d46")).toEqual({ userId: "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46" });
});
