/** A product as the list tells of it, as people call it, and as the API wants it named. */
import { text } from "../../text";
import { said } from "../../ui/said";
import type { ProductInput, ProductsToMapQuery } from "./page.gql";

const words = text.mapping.products;

type Node = ProductsToMapQuery["products"]["edges"][number]["node"];
type Term = Node["term"];

/** A product has no id of its own: its place in the list stands for it. */
export type Product = Node & { id: string };

export function listOf({ products }: ProductsToMapQuery) {
  return { ...products, edges: products.edges.map(({ cursor, node }) => ({ node: { ...node, id: cursor } })) };
}

export function inputOf({ sku, name, term, billing }: Pick<Node, "sku" | "name" | "term" | "billing">): ProductInput {
  return { sku, name, term: bare(term), billing: bare(billing) };
}

function bare(term: Term) {
  return term === null ? null : { kind: term.kind, months: term.months, words: term.words };
}

function told(term: Term, months: (count: number) => string): string {
  if (term === null) {
    return words.notSaid;
  }
  return term.months === null ? (term.words ?? said(words.terms, term.kind)) : months(term.months);
}

export function termOf({ term }: Pick<Node, "term">): string {
  return told(term, words.months);
}

export function billingOf({ billing }: Pick<Node, "billing">): string {
  return told(billing, words.every);
}

export function nameOf({ name, sku }: Pick<Node, "name" | "sku">): string {
  return name ?? sku ?? words.unnamed;
}

/** The same product paid monthly and paid yearly are two. */
export function calledOf(product: Product): string {
  return `${nameOf(product)} (${termOf(product)}, ${billingOf(product)})`;
}
