/** A product as it is named to the server, and to people. */
import { text } from "../../text";
import type { ProductInput, ProductShownFragment, TermPartsFragment } from "./page.gql";

const words = text.products;

export type Product = ProductShownFragment & { id: string };

/** The same product with another term, or paid otherwise, is another one. */
export function inputOf(product: ProductShownFragment): ProductInput {
  const { sku, name, term, billing } = product;
  return { sku, name: sku === null ? name : null, term: termOf(term), billing: termOf(billing) };
}

function termOf(term: TermPartsFragment | null) {
  return term === null ? null : { kind: term.kind, months: term.months, words: term.words };
}

export function called(product: ProductShownFragment): string {
  return product.name ?? product.sku ?? "";
}

export function inWords(term: TermPartsFragment | null): string {
  if (term === null) {
    return "";
  }
  return term.months === null ? (term.words ?? words.kinds[term.kind]) : words.months(term.months);
}
