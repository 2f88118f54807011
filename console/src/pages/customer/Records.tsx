/** The vendors' records that are this customer's; those that are not are split off. */
import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { Empty } from "../../ui/Empty";
import type { Fault } from "../../ui/fault";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { Mark } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Out } from "../../ui/Out";
import { Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { CustomerRecordsDocument } from "./page.gql";
import type { CustomerRecordsQuery } from "./page.gql";
import type { Customer } from "./Page";
import { Split } from "./Split";

type Row = CustomerRecordsQuery["vendorRecords"]["edges"][number]["node"];

const words = text.customers;

function State({ row }: { row: Row }) {
  if (row.vanished) {
    return <Mark tone="waits" words={words.gone} />;
  }
  return row.active ? <Mark tone="good" words={words.there} /> : <Mark tone="quiet" words={words.inactive} />;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "vendor",
    name: words.vendor,
    cell: (row) => (row.connection ? <Go to={`/vendors/${row.connection.id}`}>{row.connection.name}</Go> : null),
  },
  { key: "name", name: words.record, width: "2fr", cell: (row) => <Go to="/mapping" search={{ record: row.id }}>{row.name || row.vendorId}</Go> },
  { key: "how", name: words.how, width: "2fr", cell: (row) => (row.link ? said(text.mapping.hows, row.link.how) : null) },
  { key: "since", name: words.since, cell: (row) => (row.link?.at ? <Moment at={row.link.at} /> : null) },
  { key: "state", name: words.state, cell: (row) => <State row={row} /> },
  { key: "out", name: words.look, cell: (row) => (row.address ? <Out to={row.address} what={row.name} /> : null) },
];

export function Records({ customer, left }: { customer: Customer; left: (faults: readonly Fault[]) => void }) {
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const [splits, setSplits] = useState(false);
  const rows = useRows(
    CustomerRecordsDocument,
    { customer: customer.id },
    { list: (data) => data.vendorRecords, live: ["vendor_record"] },
  );
  const chosen = rows.rows.filter((row) => selected.has(row.id)).map((row) => row.id);
  const split = (
    <May roles={["ADMIN"]} disabled={chosen.length === 0} onClick={() => setSplits(true)}>
      {chosen.length === 0 ? words.split : words.splitSelected(chosen.length)}
    </May>
  );
  const isAny = rows.rows.length > 0;
  return (
    <Section title={words.records} actions={isAny ? split : undefined}>
      {isAny ? <Text size={200}>{words.splitHint}</Text> : null}
      <List
        label={words.records}
        columns={COLUMNS}
        of={rows}
        rowName={(row) => row.name}
        selected={selected}
        select={select}
        empty={
          <Empty title={words.noRecordsTitle} words={words.noRecordsWords}>
            <Go to="/mapping">{words.toMapping}</Go>
          </Empty>
        }
      />
      {splits ? (
        <Split customer={customer} records={chosen} left={left} done={() => select(new Set())} close={() => setSplits(false)} />
      ) : null}
    </Section>
  );
}
