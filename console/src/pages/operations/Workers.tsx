/** Who carries the work, and whether they still do. */
import { text } from "../../text";
import { Empty } from "../../ui/Empty";
import { Mark } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { said } from "../../ui/said";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import type { OperationsQuery } from "./page.gql";

type Row = OperationsQuery["workers"][number];

const words = text.operations;

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "work",
    name: words.work,
    width: "2fr",
    cell: ({ work, tables }) =>
      tables.length === 0 ? said(words.works, work) : `${said(words.works, work)}: ${words.manyTables(tables.length)}`,
  },
  { key: "holder", name: words.holder, width: "2fr", cell: (row) => row.holder },
  {
    key: "alive",
    name: words.state,
    cell: ({ alive }) => <Mark tone={alive ? "good" : "bad"} words={alive ? words.alive : words.gone} />,
  },
  { key: "until", name: words.until, cell: (row) => <Moment at={row.until} /> },
];

export function Workers({ of }: { of: readonly Row[] }) {
  return (
    <Section title={words.workers}>
      {of.length === 0 ? (
        <Empty title={words.noWorkers} words={words.noWorkersWords} />
      ) : (
        <Table label={words.workers} columns={COLUMNS} rows={of} rowKey={(row) => `${row.work} ${row.holder}`} />
      )}
    </Section>
  );
}
