import { expect, test } from "vitest";

import { draftOf, sharesAsText, sharesOf, termsOf } from "./terms";
import type { Terms } from "./terms";

const terms: Terms = {
  shares: [
    { group: "North: desk", roles: [{ roleId: "1", name: "Global Reader" }, { roleId: "2", name: "User Administrator" }] },
    { group: "Mail", roles: [{ roleId: "3", name: "Exchange Administrator" }] },
  ],
  termDays: 730,
  autoExtend: true,
  approvalDays: 90,
  attentionHours: 2,
  missingGroups: "CREATE",
  appAccess: "BY_PARTNER",
};

test("groups and roles survive being typed", () => {
  expect(sharesOf(sharesAsText(terms.shares))).toEqual([
    { group: "North: desk", roles: ["Global Reader", "User Administrator"] },
    { group: "Mail", roles: ["Exchange Administrator"] },
  ]);
});

test("the first line that cannot be read is told", () => {
  expect(sharesOf("A: B\n\nMail")).toBe(3);
  expect(sharesOf(": Global Reader")).toBe(1);
  expect(sharesOf("A: ,")).toBe(1);
});

test("nothing is no groups", () => {
  expect(sharesOf(" \n")).toEqual([]);
});

test("terms are sent as they are shown", () => {
  const sent = termsOf(draftOf(terms), [{ group: "Mail", roles: ["Exchange Administrator"] }]);
  expect(sent).toMatchObject({ termDays: 730, approvalDays: 90, autoExtend: true, appAccess: "BY_PARTNER" });
  expect(termsOf({ ...draftOf(terms), termDays: "many" }, [])).toMatchObject({ termDays: 0 });
});
