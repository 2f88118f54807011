import { expect, test } from "vitest";

import { answersOf } from "./answers";

const questions = [
  { key: "who", kind: "USER" },
  { key: "days", kind: "DAYS" },
  { key: "what", kind: "LICENCES" },
  { key: "where", kind: "COUNTRY" },
  { key: "why", kind: "TEXT" },
] as const;

test("each kind of question has its own kind of answer", () => {
  const said = { who: "ada@contoso.example", days: "30", what: "a\nb", where: "gb", why: " she leaves " };
  expect(answersOf(questions, said)).toEqual([
    { question: "who", value: { user: { name: "ada@contoso.example" } } },
    { question: "days", value: { days: 30 } },
    { question: "what", value: { licences: ["a", "b"] } },
    { question: "where", value: { country: "GB" } },
    { question: "why", value: { text: "she leaves" } },
  ]);
});

test("nothing is sent while an answer is missing", () => {
  expect(answersOf(questions, { who: "ada@contoso.example", days: "soon" })).toBeUndefined();
  expect(answersOf([], {})).toEqual([]);
});
