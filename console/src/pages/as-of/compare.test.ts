import { expect, test } from "vitest";

import { compare } from "./compare";

const told = (before: unknown, after: unknown) =>
  compare(before, after).map((it) => `${it.path.join(".")} ${it.change}`);

test("a thing that begins is new as a whole", () => {
  expect(told(null, { name: "A", tags: [] })).toEqual(["name added", "tags added"]);
});

test("what is otherwise is marked, and what is as it was is not", () => {
  expect(compare({ name: "A", size: 1 }, { name: "B", size: 1 })).toEqual([
    { path: ["name"], before: "A", after: "B", change: "changed" },
    { path: ["size"], before: 1, after: 1, change: "same" },
  ]);
});

test("nested facts and lists are compared part by part", () => {
  expect(told({ a: { b: [1, 2] } }, { a: { b: [1, 3, 4] } })).toEqual(["a.b.0 same", "a.b.1 changed", "a.b.2 added"]);
});

test("what is gone is told last", () => {
  expect(told({ a: 1, b: 2 }, { b: 2 })).toEqual(["b same", "a removed"]);
});

test("nothing has no facts", () => {
  expect(compare(null, undefined)).toEqual([]);
  expect(told({ a: null }, { a: null })).toEqual(["a same"]);
});

test("names with dots are not taken for two", () => {
  expect(told({ "a.b": 1 }, { a: { b: 1 } })).toEqual(["a.b added", "a.b removed"]);
});
