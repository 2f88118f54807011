/** What somebody answered, as the API wants it. */
import { idsIn, userOf } from "../../ui/ids";
import type { ApprovalAnswerInput, ApprovalAnswerValueInput, ProcedureQuestionKind } from "./page.gql";

export interface Question {
  key: string;
  kind: ProcedureQuestionKind;
}

function valueOf(kind: ProcedureQuestionKind, said: string): ApprovalAnswerValueInput | undefined {
  const given = said.trim();
  switch (kind) {
    // Nobody has to have licences.
    case "LICENCES":
      return { licences: [...idsIn(given)] };
    case "USER":
      return given === "" ? undefined : { user: userOf(given) };
    case "COUNTRY":
      return given === "" ? undefined : { country: given.toUpperCase() };
    case "DAYS":
      return /^\d{1,3}$/.test(given) ? { days: Number(given) } : undefined;
    default:
      return given === "" ? undefined : { text: given };
  }
}

/** Nothing while one of them is missing. */
export function answersOf(
  questions: readonly Question[],
  said: Readonly<Record<string, string>>,
): ApprovalAnswerInput[] | undefined {
  const answers: ApprovalAnswerInput[] = [];
  for (const { key, kind } of questions) {
    const value = valueOf(kind, said[key] ?? "");
    if (value === undefined) {
      return undefined;
    }
    answers.push({ question: key, value });
  }
  return answers;
}
