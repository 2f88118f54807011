import { expect, test } from "vitest";

import { stepOf, tenantTyped } from "./wizard";

test("what is missing is asked for first", () => {
  expect(stepOf({})).toBe("customer");
  expect(stepOf({ tenant: "t" })).toBe("customer");
  expect(stepOf({ tenant: "t", customer: "c" })).toBe("way");
  expect(stepOf({ tenant: "t", customer: "c", way: "gdap" })).toBe("way");
  expect(stepOf({ tenant: "t", customer: "c", way: "consent" })).toBe("check");
});

test("one can go back, and not ahead of what is known", () => {
  expect(stepOf({ step: "tenant", tenant: "t", customer: "c", way: "consent" })).toBe("tenant");
  expect(stepOf({ step: "check", customer: "c" })).toBe("tenant");
});

test("a way that there is not is none", () => {
  expect(stepOf({ tenant: "t", customer: "c", way: "magic" })).toBe("way");
});

test("tenants are typed by id or domain", () => {
  expect(tenantTyped(" Contoso.com ")).toBe("contoso.com");
  expect(tenantTyped("630E8672-5ccc-54c9-81c3-5a72a7316af6")).toBe("630e8672-5ccc-54c9-81c3-5a72a7316af6");
  for (const wrong of ["", "contoso", "https://contoso.com", "a b.com", "-x.com", "630e8672"]) {
    expect(tenantTyped(wrong)).toBeUndefined();
  }
});
