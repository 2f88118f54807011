/** What a request shows of itself where many are listed. */
import { text } from "../../text";
import { ApprovalStatusMark, RiskMark } from "../../ui/approvalMarks";
import { By } from "../../ui/By";
import { valueOf } from "../../ui/Changes";
import { Go } from "../../ui/Go";
import { Moment } from "../../ui/Moment";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import type { ApprovalsQuery } from "./page.gql";

const words = text.approvals;

/** Whom or what it is about: the first thing that would become otherwise. */
function subjectOf({ plan }: Row): string | undefined {
  const [first] = plan?.changes ?? [];
  return first === undefined ? undefined : valueOf(first.subject);
}

export type Row = ApprovalsQuery["approvals"]["edges"][number]["node"];

const ALL: readonly Column<Row>[] = [
  {
    key: "what",
    name: words.what,
    width: "1.5fr",
    cell: (row) => <Go to={`/approvals/${row.id}`}>{said(words.kinds, row.kind)}</Go>,
  },
  { key: "subject", name: words.subject, width: "3fr", cell: subjectOf },
  {
    key: "customer",
    name: words.customer,
    width: "2fr",
    cell: (row) =>
      row.customer === null ? words.ownMsp : <Go to={`/customers/${row.customer.id}`}>{row.customer.name}</Go>,
  },
  { key: "risk", name: words.risk, width: "110px", cell: (row) => <RiskMark risk={row.risk} /> },
  { key: "status", name: words.status, width: "1.5fr", cell: (row) => <ApprovalStatusMark status={row.status} /> },
  { key: "requester", name: words.requester, cell: (row) => <By of={row.requester} /> },
  { key: "asked", name: words.asked, cell: (row) => <Moment at={row.askedAt} /> },
  { key: "until", name: words.validUntil, cell: (row) => <Moment at={row.validUntil} /> },
];

/** What waits has no other status; what does not wait has no end to it. */
export const WAITING_COLUMNS = ALL.filter(({ key }) => key !== "status");
export const COLUMNS = ALL.filter(({ key }) => key !== "until");

export function nameOf(row: Row): string {
  const what = said(words.kinds, row.kind);
  return [what, row.customer?.name ?? words.ownMsp, subjectOf(row)].filter((it) => it !== undefined).join(", ");
}
