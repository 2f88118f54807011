import { expect, test } from "vitest";

import { labelled } from "./labelled";

test("two of the same name are told apart", () => {
  const rows = [
    { id: "a", name: "Contoso", customerId: "11111111-0" },
    { id: "b", name: "Contoso", customerId: "22222222-0" },
    { id: "c", name: "Fabrikam", customerId: "33333333-0" },
  ];
  expect(labelled(rows).map((it) => it.label)).toEqual(["Contoso (11111111)", "Contoso (22222222)", "Fabrikam"]);
});
