import { text } from "../../text";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { CustomerApprovalsDocument } from "./page.gql";
import type { ApprovalStatus, CustomerApprovalsQuery } from "./page.gql";

type Row = CustomerApprovalsQuery["approvals"]["edges"][number]["node"];

const words = text.customers;

const TONES: Record<ApprovalStatus, Tone> = {
  WAITING: "waits",
  UNDER_WAY: "busy",
  UNDOING: "busy",
  ATTENTION: "bad",
  DONE: "good",
  UNDONE: "quiet",
  REJECTED: "quiet",
  WITHDRAWN: "quiet",
  EXPIRED: "quiet",
  ABANDONED: "quiet",
};

const COLUMNS: readonly Column<Row>[] = [
  { key: "what", name: words.ask, width: "3fr", cell: (row) => <Go to={`/approvals/${row.id}`}>{row.sentence}</Go> },
  {
    key: "status",
    name: words.status,
    width: "2fr",
    cell: (row) => <Mark tone={TONES[row.status]} words={said(words.approvalStatuses, row.status)} />,
  },
  { key: "risk", name: words.risk, cell: (row) => said(words.risks, row.risk) },
  { key: "who", name: words.requester, cell: (row) => row.requester?.name },
  { key: "at", name: words.askedAt, cell: (row) => <Moment at={row.askedAt} /> },
];

/** What was asked for that concerns the customer. */
export function Approvals({ customer }: { customer: string }) {
  const rows = useRows(
    CustomerApprovalsDocument,
    { customer },
    { list: (data) => data.approvals, live: ["approval"] },
  );
  return (
    <Section title={words.approvals}>
      <List
        label={words.approvals}
        columns={COLUMNS}
        of={rows}
        empty={<Empty title={words.noApprovalsTitle} words={words.noApprovalsWords} />}
      />
    </Section>
  );
}
