/** The tenants whose people may sign in. They are admitted where the installation runs, not here. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { Empty } from "../../ui/Empty";
import { List } from "../../ui/List";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import type { Column } from "../../ui/Table";
import { HomeTenantsDocument } from "./page.gql";
import type { HomeTenantsQuery } from "./page.gql";

const words = text.access.homes;

type Row = HomeTenantsQuery["homeTenants"]["edges"][number]["node"];

const COLUMNS: readonly Column<Row>[] = [
  { key: "tenant", name: words.tenantId, width: "2fr", cell: (row) => row.id },
  { key: "admitted", name: words.admittedAt, cell: (row) => <Moment at={row.admittedAt} /> },
];

export function Homes() {
  const rows = useRows(HomeTenantsDocument, {}, { list: (data) => data.homeTenants, live: ["home_tenant"] });
  return (
    <Section title={words.title}>
      <Text>
        {words.words} <code>{words.command}</code>
      </Text>
      <List
        label={words.title}
        columns={COLUMNS}
        of={rows}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
      />
    </Section>
  );
}
