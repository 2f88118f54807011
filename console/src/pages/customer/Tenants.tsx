import { text } from "../../text";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Section } from "../../ui/Page";
import { titleOf } from "../../ui/Problems";
import { said } from "../../ui/said";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import type { TenantStatus } from "./page.gql";
import type { Customer } from "./Page";

type Row = Customer["tenants"][number];

const words = text.customers;

const TONES: Record<TenantStatus, Tone> = { DISCOVERED: "quiet", ONBOARDING: "busy", ACTIVE: "good", ERROR: "bad" };

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "name",
    name: words.tenant,
    width: "2fr",
    cell: (row) => <Go to={`/onboardings/${row.tenantId}`}>{row.name}</Go>,
  },
  { key: "domain", name: words.domain, width: "2fr", cell: (row) => row.domain },
  {
    key: "status",
    name: words.status,
    cell: (row) => <Mark tone={TONES[row.status]} words={said(words.tenantStatuses, row.status)} />,
  },
  { key: "problem", name: words.problem, width: "3fr", cell: (row) => row.problem && titleOf(row.problem) },
];

export function Tenants({ of }: { of: readonly Row[] }) {
  return (
    <Section title={words.tenants}>
      {of.length === 0 ? (
        <Empty title={words.noTenantsTitle} words={words.noTenantsWords}>
          <Go to="/tenants/connect">{words.connect}</Go>
        </Empty>
      ) : (
        <Table label={words.tenants} columns={COLUMNS} rows={of} rowKey={(row) => row.id} />
      )}
    </Section>
  );
}
