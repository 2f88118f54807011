import { expect, test } from "vitest";

import { definitionOf, draftOf, keyOf } from "./definition";
import type { DefinitionDraft } from "./definition";

const leaving: DefinitionDraft = {
  name: "Somebody leaves",
  description: " ",
  questions: [{ id: "1", key: "who", label: "Who leaves", kind: "USER" }],
  steps: [
    {
      id: "2",
      key: "block",
      title: "Keep them out",
      kind: "DISABLE_USER",
      fields: { account: { from: "question 1", fixed: "" }, removeLicencesAfterDays: { from: "fixed", fixed: "30" } },
      after: [],
    },
    {
      id: "3",
      key: "take",
      title: "Take what they had",
      kind: "REMOVE_LICENCES",
      fields: { account: { from: "question 1", fixed: "" }, licences: { from: "fixed", fixed: "a\nb" } },
      after: ["2"],
    },
  ],
};

test("a draft becomes what the API wants", () => {
  expect(definitionOf(leaving)).toEqual({
    name: "Somebody leaves",
    questions: [{ key: "who", label: "Who leaves", kind: "USER" }],
    steps: [
      {
        key: "block",
        title: "Keep them out",
        operation: { disableUser: { account: { question: "who" }, removeLicencesAfterDays: { fixed: 30 } } },
        after: [],
      },
      {
        key: "take",
        title: "Take what they had",
        operation: { removeLicences: { account: { question: "who" }, licences: { fixed: ["a", "b"] } } },
        after: ["block"],
      },
    ],
  });
});

test("nothing is sent while something is missing", () => {
  expect(definitionOf({ ...leaving, steps: [] })).toBeUndefined();
  expect(definitionOf({ ...leaving, name: " " })).toBeUndefined();
  expect(definitionOf({ ...leaving, questions: [] })).toBeUndefined();
});

test("a procedure comes back as it was", () => {
  const draft = draftOf({
    id: "p",
    procedureId: "p",
    name: "Somebody begins",
    description: null,
    status: "DEFINED",
    version: 1,
    reason: null,
    changedAt: "2026-11-22T00:00:00Z",
    questions: [
      { key: "name", label: "Name", kind: "TEXT" },
      { key: "shown", label: "Shown", kind: "TEXT" },
    ],
    steps: [
      {
        key: "make",
        title: "Create",
        kind: "CREATE_USER",
        after: [],
        mark: null,
        fields: [
          { name: "name", question: "name", madeBy: null, fixed: null },
          { name: "displayName", question: "shown", madeBy: null, fixed: null },
          { name: "usageLocation", question: null, madeBy: null, fixed: ["GB"] },
          { name: "licences", question: null, madeBy: null, fixed: ["a"] },
        ],
      },
      {
        key: "give",
        title: "Give",
        kind: "ASSIGN_LICENCES",
        after: ["make"],
        mark: null,
        fields: [
          { name: "account", question: null, madeBy: "make", fixed: null },
          { name: "licences", question: null, madeBy: null, fixed: ["b"] },
        ],
      },
    ],
  });
  expect(definitionOf(draft)?.steps.map((it) => it.operation)).toEqual([
    { createUser: { name: "name", displayName: "shown", usageLocation: { fixed: "GB" }, licences: { fixed: ["a"] } } },
    { assignLicences: { account: { madeBy: "make" }, licences: { fixed: ["b"] } } },
  ]);
});

test("a key is made of what people read", () => {
  expect(keyOf("Who leaves?")).toBe("who-leaves");
  expect(keyOf("2nd Größe")).toBe("nd-gro-e");
});
