import { Text } from "@fluentui/react-components";

import { useMay } from "../../app/session";
import { text } from "../../text";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { happening } from "../../ui/happening";
import { List } from "../../ui/List";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { Subject } from "../../ui/Subject";
import type { Column } from "../../ui/Table";
import { Who } from "../../ui/Who";
import { CustomerHistoryDocument } from "./page.gql";
import type { CustomerHistoryQuery } from "./page.gql";
import type { Customer } from "./Page";

type Row = CustomerHistoryQuery["timeline"]["edges"][number]["node"];

const words = text.customers;

const COLUMNS: readonly Column<Row>[] = [
  { key: "at", name: words.at, cell: (row) => <Moment at={row.recordedAt} /> },
  {
    key: "type",
    name: words.event,
    width: "2fr",
    cell: (row) => <Go to={`/audit/${row.position}`}>{happening(row.type)}</Go>,
  },
  { key: "subject", name: text.audit.subject, width: "3fr", cell: (row) => <Subject of={row} /> },
  { key: "who", name: words.actor, width: "2fr", cell: (row) => <Who of={row.origin} /> },
  { key: "why", name: words.why, width: "2fr", cell: (row) => row.origin?.reason },
];

/** What happened to the customer, its tenants and what was asked for; the newest first. */
export function History({ customer }: { customer: Customer }) {
  const may = useMay("TECH", "ADMIN", "AUDITOR");
  const asOf = (
    <Go to="/as-of" search={{ stream: `customer/${customer.customerId}` }}>
      {words.asOf}
    </Go>
  );
  return (
    <Section title={words.history} actions={may ? asOf : undefined}>
      {may ? <Happened customer={customer.id} /> : <Text>{words.historyHidden}</Text>}
    </Section>
  );
}

function Happened({ customer }: { customer: string }) {
  const rows = useRows(
    CustomerHistoryDocument,
    { customer },
    { list: (data) => data.timeline, live: ["customer", "tenant", "onboarding", "approval"] },
  );
  return (
    <List
      label={words.history}
      columns={COLUMNS}
      of={rows}
      empty={<Empty title={words.noHistoryTitle} words={words.noHistoryWords} />}
    />
  );
}
