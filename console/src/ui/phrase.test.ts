import { expect, test } from "vitest";

import { phrase } from "./phrase";

test("a name of the record is read as words", () => {
  expect(phrase("AppAccessMissing")).toBe("App access missing");
  expect(phrase("customer_id")).toBe("Customer ID");
  expect(phrase("GdapTemplateDefined")).toBe("GDAP template defined");
  expect(phrase("at")).toBe("At");
  expect(phrase("")).toBe("");
});
