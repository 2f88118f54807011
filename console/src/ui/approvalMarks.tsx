/** How an approval stands and how much there is to lose, wherever one is listed. */
import { text } from "../text";
import { Mark } from "./Mark";
import type { Tone } from "./Mark";
import { said } from "./said";

const words = text.approvals;

const STATUS: Readonly<Record<string, Tone>> = {
  WAITING: "waits",
  UNDER_WAY: "busy",
  UNDOING: "busy",
  ATTENTION: "bad",
  DONE: "good",
  UNDONE: "bad",
  REJECTED: "bad",
  WITHDRAWN: "quiet",
  EXPIRED: "quiet",
  ABANDONED: "quiet",
};

const RISK: Readonly<Record<string, Tone>> = { LOW: "quiet", MEDIUM: "waits", HIGH: "bad" };

export function ApprovalStatusMark({ status }: { status: string }) {
  return <Mark tone={STATUS[status] ?? "quiet"} words={said(words.statuses, status)} />;
}

export function RiskMark({ risk }: { risk: string }) {
  return <Mark tone={RISK[risk] ?? "bad"} words={said(words.risks, risk)} />;
}
