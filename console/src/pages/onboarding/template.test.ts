import { expect, test } from "vitest";

import { templateOf } from "./template";

const id = "12b270e5-9c25-56f2-b037-88c409f58a97";

test("both ways to name a version are read", () => {
  expect(templateOf(`${id} version 12`)).toEqual({ id, version: 12 });
  expect(templateOf(`${id}/3`)).toEqual({ id, version: 3 });
});

test("what names none is none", () => {
  expect(templateOf(null)).toBeUndefined();
  expect(templateOf("latest")).toBeUndefined();
});
