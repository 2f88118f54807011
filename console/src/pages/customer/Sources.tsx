import { text } from "../../text";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import type { Customer } from "./Page";

type Row = Customer["sources"][number];

const words = text.customers;

const COLUMNS: readonly Column<Row>[] = [
  { key: "name", name: words.vendor, cell: (row) => <Go to={`/vendors/${row.connection.id}`}>{row.name}</Go> },
  { key: "count", name: words.count, cell: (row) => row.records },
  { key: "read", name: words.readAt, cell: (row) => <Moment at={row.completedAt} /> },
  {
    key: "fresh",
    name: words.state,
    cell: (row) => <Mark tone={row.stale ? "waits" : "good"} words={row.stale ? words.stale : words.fresh} />,
  },
];

/** Where the customer's records come from, and whether they may be old. */
export function Sources({ of }: { of: readonly Row[] }) {
  if (of.length === 0) {
    return null;
  }
  return (
    <Section title={words.sources}>
      <Table label={words.sources} columns={COLUMNS} rows={of} rowKey={(row) => row.connection.id} />
    </Section>
  );
}
