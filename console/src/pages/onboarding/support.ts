/** What a vendor's support, or ours, needs to know about a problem: as text to take along. */
import { text } from "../../text";
import type { StepProblem } from "./standing";

const words = text.onboarding.support;

export function forSupport(tenantId: string, step: string, problem: StepProblem): string {
  const facts: readonly (readonly [string, string | number | null])[] = [
    [text.common.code, problem.code],
    [words.tenant, tenantId],
    [words.step, step],
    [words.words, problem.detail],
    [words.vendorCode, problem.vendorCode],
    [words.status, problem.status],
    [words.requestId, problem.requestId],
    [words.api, problem.api],
    [words.at, problem.at],
  ];
  return facts
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}
