import { expect, test } from "vitest";

import type { ProductShownFragment } from "./page.gql";
import { called, inWords, inputOf } from "./product";

const product: ProductShownFragment = {
  sku: "CFQ7:0001",
  name: "Business Premium",
  term: { kind: "MONTHS", months: 12, words: null },
  billing: { kind: "MONTHS", months: 1, words: null },
  standing: "OPEN",
  reason: null,
  service: null,
  suggestions: [],
};

test("a sku names the product, and its name only where there is none", () => {
  expect(inputOf(product)).toMatchObject({ sku: "CFQ7:0001", name: null });
  expect(inputOf({ ...product, sku: null })).toMatchObject({ sku: null, name: "Business Premium" });
});

test("terms are told in words", () => {
  expect([product.term, product.billing, null].map(inWords)).toEqual(["yearly", "monthly", ""]);
  expect(inWords({ kind: "OTHER", months: null, words: "as agreed" })).toBe("as agreed");
  expect(inWords({ kind: "ONCE", months: null, words: null })).toBe("once");
  expect(called({ ...product, name: null })).toBe("CFQ7:0001");
});
