import { expect, test } from "vitest";

import { EMPTY, wishOf } from "./wish";

const where = { customer: "c", tenant: "t" };

test("a user is created with what was said, and nothing else", () => {
  const draft = { ...EMPTY, name: " ada@contoso.example ", displayName: "Ada", country: "gb", surname: " " };
  expect(wishOf("CREATE_USER", where, draft)).toEqual({
    operation: {
      createUser: {
        customer: "c",
        tenant: "t",
        name: "ada@contoso.example",
        displayName: "Ada",
        usageLocation: "GB",
        licences: [],
      },
    },
  });
});

test("nothing is asked for while something is missing", () => {
  expect(wishOf("CREATE_USER", where, { ...EMPTY, name: "ada@contoso.example" })).toBeUndefined();
  expect(wishOf("ENABLE_USER", where, EMPTY)).toBeUndefined();
  expect(wishOf("ASSIGN_LICENCES", where, { ...EMPTY, user: "ada" })).toBeUndefined();
  expect(wishOf("ENABLE_USER", { customer: "c", tenant: undefined }, { ...EMPTY, user: "ada" })).toBeUndefined();
  expect(wishOf("ARCHIVE_CUSTOMER", { customer: undefined, tenant: undefined }, EMPTY)).toBeUndefined();
});

test("a leaver's licences are taken after days, if at all", () => {
  const account = { customer: "c", tenant: "t", user: { name: "ada" } };
  expect(wishOf("DISABLE_USER", where, { ...EMPTY, user: "ada" })).toEqual({ operation: { disableUser: { account } } });
  expect(wishOf("DISABLE_USER", where, { ...EMPTY, user: "ada", days: "30" })).toEqual({
    operation: { disableUser: { account, removeLicencesAfterDays: 30 } },
  });
  expect(wishOf("DISABLE_USER", where, { ...EMPTY, user: "ada", days: "soon" })).toBeUndefined();
});
