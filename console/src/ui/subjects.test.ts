import { expect, test } from "vitest";

import { bySubject } from "./subjects";
import type { ChangePartsFragment } from "./fragments.gql";

function change(subject: string, aspect: ChangePartsFragment["aspect"]): ChangePartsFragment {
  return {
    subject: { text: subject, standing: "PERSONAL" },
    aspect,
    sku: null,
    before: { text: null, standing: "NOTHING" },
    after: { text: "there", standing: "PLAIN" },
  };
}

test("changes of the same thing stand together", () => {
  const groups = bySubject([change("ada", "NAME"), change("bob", "NAME"), change("ada", "SIGN_IN")]);
  expect(groups.map((it) => [it.subject.text, it.changes.map((change) => change.aspect)])).toEqual([
    ["ada", ["NAME", "SIGN_IN"]],
    ["bob", ["NAME"]],
  ]);
});

test("nothing to change is no group", () => {
  expect(bySubject([])).toEqual([]);
});
