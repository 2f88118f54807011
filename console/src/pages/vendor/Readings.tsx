/** Kind by kind: how many records there are, when they were read, and why they cannot be. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { Mark } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import type { AccountShownFragment } from "./page.gql";

type Reading = AccountShownFragment["readings"][number];

const words = text.vendors;

function ReadingMark({ of }: { of: Reading }) {
  if (of.stale) {
    return <Mark tone="bad" words={words.old} />;
  }
  return of.readAt === null ? <Mark tone="quiet" words={words.unread} /> : <Mark tone="good" words={words.current} />;
}

const COLUMNS: readonly Column<Reading>[] = [
  { key: "kind", name: words.kind, cell: (row) => said(words.kinds, row.kind) },
  { key: "rows", name: words.rows, cell: (row) => (row.rows === null ? null : String(row.rows)) },
  {
    key: "news",
    name: words.news,
    width: "2fr",
    cell: (row) => (row.readAt === null ? null : words.newsOf(row.new ?? 0, row.changed ?? 0, row.vanished ?? 0)),
  },
  { key: "state", name: words.reading, cell: (row) => <ReadingMark of={row} /> },
  { key: "read", name: words.readAt, cell: (row) => <Moment at={row.readAt} /> },
];

/** Beside the table: a problem has more to say than a cell holds. */
function faulty({ kind, problem, supportId }: Reading) {
  const detail = [problem?.detail, supportId === null ? null : `${words.supportId}: ${supportId}`];
  return { ...problem, message: words.staleOf(said(words.kinds, kind)), detail: detail.filter((it) => it).join(" ") };
}

export function Readings({ of }: { of: AccountShownFragment }) {
  return (
    <Section title={words.readings}>
      <Problems of={of.readings.filter((it) => it.stale).map(faulty)} tone="warning" />
      {of.readings.length === 0 ? (
        <Text>{words.noReadings}</Text>
      ) : (
        <Table label={words.readings} columns={COLUMNS} rows={of.readings} rowKey={(row) => row.kind} />
      )}
    </Section>
  );
}
