import { expect, test } from "vitest";

import { startOf, withChange } from "./lately";

const at = (position: string, tenantId: string) => ({ position, tenantId });

test("each tenant is there once, by its newest change", () => {
  const changes = [at("1", "a"), at("2", "b"), at("10", "a"), at("2", "b")];
  const shown = changes.reduce<readonly { position: string; tenantId: string }[]>(withChange, []);
  expect(shown).toEqual([at("10", "a"), at("2", "b")]);
});

test("an older change that is told again changes nothing", () => {
  const before = [at("10", "a")];
  expect(withChange(before, at("9", "a"))).toBe(before);
});

test("a young ledger is looked through from its beginning", () => {
  expect(startOf("12")).toBe("0");
  expect(startOf("9007199254740993")).toBe("9007199254740693");
});
