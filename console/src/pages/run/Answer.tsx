/** A question of a procedure, asked by its kind. */
import { text } from "../../text";
import { idsIn } from "../../ui/ids";
import { Country, Line } from "../../ui/Line";
import { PickLicences } from "../../ui/PickLicences";
import type { Question } from "./answers";

interface AnswerProps {
  of: Question & { label: string };
  value: string;
  change: (value: string) => void;
}

export function Answer({ of, value, change }: AnswerProps) {
  switch (of.kind) {
    case "LICENCES":
      return <PickLicences label={of.label} value={idsIn(value)} change={(ids) => change(ids.join("\n"))} />;
    case "COUNTRY":
      return <Country label={of.label} required value={value} change={change} />;
    case "DAYS":
      return <Line label={of.label} hint={text.procedures.start.daysHint} type="number" required value={value} change={change} />;
    case "USER":
      return <Line label={of.label} hint={text.approvals.pick.userHint} required value={value} change={change} />;
    default:
      return <Line label={of.label} required value={value} change={change} />;
  }
}
