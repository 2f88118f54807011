/** What goes on by itself, and what it waits for. */
import { text } from "../../text";
import { Go } from "../../ui/Go";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import type { OperationsQuery, SagaPartsFragment } from "./page.gql";

const words = text.operations;

interface Row extends Partial<SagaPartsFragment> {
  name: string;
  underWay: number;
  /** Where those are that need attention. */
  stuck?: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { key: "name", name: words.kind, cell: (row) => row.name },
  { key: "underWay", name: words.underWay, cell: (row) => String(row.underWay) },
  { key: "people", name: words.people, cell: (row) => row.waitForPeople?.toString() },
  { key: "time", name: words.time, cell: (row) => row.waitForTime?.toString() },
  {
    key: "attention",
    name: words.attention,
    cell: ({ needAttention, stuck }) =>
      needAttention === undefined || needAttention === 0 || stuck === undefined ? (
        needAttention?.toString()
      ) : (
        <Go to={stuck} search={{ status: "ATTENTION" }}>
          {needAttention}
        </Go>
      ),
  },
  { key: "due", name: words.due, cell: (row) => (row.oldestDue ? <Moment at={row.oldestDue} /> : null) },
];

export function Queue({ of }: { of: OperationsQuery["sagas"] }) {
  const rows: readonly Row[] = [
    { name: words.onboardings, ...of.onboardings },
    { name: words.approvals, ...of.approvals, stuck: "/approvals" },
    { name: words.runs, underWay: of.procedureRuns },
  ];
  return (
    <Section title={words.queue}>
      <Table label={words.queue} columns={COLUMNS} rows={rows} rowKey={(row) => row.name} />
    </Section>
  );
}
