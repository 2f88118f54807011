import { expect, test } from "vitest";

import { billingOf, inputOf, nameOf, termOf } from "./product";

const months = (count: number) => ({ kind: "MONTHS" as const, months: count, words: null });

test("terms and cycles are told in words", () => {
  expect([12, 36, 1, 7].map((count) => termOf({ term: months(count) }))).toEqual(["1 year", "3 years", "1 month", "7 months"]);
  expect([1, 12, 3].map((count) => billingOf({ billing: months(count) }))).toEqual(["Monthly", "Yearly", "Every 3 months"]);
  expect(termOf({ term: null })).toBe("Not said");
  expect(termOf({ term: { kind: "OTHER", months: null, words: "P5Y" } })).toBe("P5Y");
});

test("a product is named as the list shows it", () => {
  const product = { sku: "CFQ7TTC0LCHC:0002", name: "Premium", term: months(12), billing: null };
  expect(inputOf(product)).toEqual({ ...product });
  expect(nameOf({ name: null, sku: "A:1" })).toBe("A:1");
});
