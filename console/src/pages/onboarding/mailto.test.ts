import { expect, test } from "vitest";

import { mailto } from "./mailto";

test("lines, spaces and signs arrive as they are", () => {
  expect(mailto({ to: "ann@contoso.com", subject: "A & B", body: "1+1\n#2" })).toBe(
    "mailto:ann@contoso.com?subject=A%20%26%20B&body=1%2B1%0D%0A%232",
  );
});

test("nobody named is nobody named", () => {
  expect(mailto({ to: "", subject: "A", body: "" })).toBe("mailto:?subject=A&body=");
});
