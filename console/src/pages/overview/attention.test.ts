import { expect, test } from "vitest";

import { isNew, mattersOf } from "./attention";
import type { Fleet } from "./attention";

const nothing: Fleet = {
  customers: 0,
  standsStill: false,
  tenants: { discovered: 0, onboarding: 0, active: 0, error: 0, drifted: 0 },
  onboardings: { needAttention: 0, waitForCustomer: 0 },
  approvals: { waitForMe: 0, waitForDecisions: 0, waitForSomebody: 0, needAttention: 0 },
  vendors: { withProblem: 0, recordsUnmapped: 0 },
};

test("what there is none of needs nobody", () => {
  expect(mattersOf(nothing)).toEqual([]);
});

test("what cannot be undone comes before what failed, and that before what waits", () => {
  const fleet: Fleet = {
    ...nothing,
    tenants: { ...nothing.tenants, error: 2 },
    onboardings: { needAttention: 1, waitForCustomer: 3 },
  };
  expect(mattersOf(fleet).map(({ name, count }) => [name, count])).toEqual([
    ["stuck", 1],
    ["failed", 2],
    ["customer", 3],
  ]);
});

test("an approval that waits for me is not told twice", () => {
  const approvals = { ...nothing.approvals, waitForMe: 2, waitForDecisions: 2 };
  expect(mattersOf({ ...nothing, approvals }).map(({ name }) => name)).toEqual(["mine"]);
});

test("an installation is new until there is a customer or a tenant", () => {
  expect(isNew(nothing)).toBe(true);
  expect(isNew({ ...nothing, customers: 1 })).toBe(false);
  expect(isNew({ ...nothing, tenants: { ...nothing.tenants, discovered: 1 } })).toBe(false);
});
