import { expect, test } from "vitest";

import { beginOf, calledLike, labelled } from "./labelled";

const ROWS = labelled([
  { id: "a", name: "Contoso", customerId: "11111111-0" },
  { id: "b", name: "Contoso", customerId: "22222222-0" },
  { id: "c", name: "Fabrikam", customerId: "33333333-0" },
  { id: "d", name: "Litware", customerId: "44444444-0" },
  { id: "e", name: "LITWARE", customerId: "55555555-0" },
]);

test("two of the same name are told apart", () => {
  expect(ROWS.slice(0, 3).map((it) => it.label)).toEqual(["Contoso (11111111)", "Contoso (22222222)", "Fabrikam"]);
});

test("who is called like what was typed is found, and nobody is guessed", () => {
  expect(calledLike(ROWS, " fabrikam ")?.id).toBe("c");
  expect(calledLike(ROWS, "Contoso (22222222)")?.id).toBe("b");
  expect(calledLike(ROWS, "Contoso")).toBeUndefined();
  expect(calledLike(ROWS, "Fab")).toBeUndefined();
  expect(calledLike(ROWS, "LITWARE")?.id).toBe("e");
  expect(calledLike(ROWS, "litware")).toBeUndefined();
  expect(calledLike(ROWS, "")).toBeUndefined();
});

test("a label is looked for by the name in it", () => {
  expect(beginOf("Contoso (22222222)")).toBe("Contoso");
  expect(beginOf(" Contoso (UK)")).toBe("Contoso (UK)");
});
