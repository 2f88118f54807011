/** What is told of each tenant. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { titleOf } from "../../ui/Problems";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import type { TenantStatus, TenantsQuery } from "./page.gql";

export type Row = TenantsQuery["tenants"]["edges"][number]["node"];

const words = text.tenants;

const TONES: Record<TenantStatus, Tone> = { DISCOVERED: "quiet", ONBOARDING: "busy", ACTIVE: "good", ERROR: "bad" };

export const STATUSES = ["DISCOVERED", "ONBOARDING", "ACTIVE", "ERROR"] as const;

const useStyles = makeStyles({
  marks: { display: "inline-flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
  named: { display: "inline-grid", justifyItems: "start" },
  domain: { color: tokens.colorNeutralForeground2 },
});

function Named({ row }: { row: Row }) {
  const styles = useStyles();
  return (
    <span className={styles.named}>
      <Go to={`/onboardings/${row.tenantId}`}>{row.name}</Go>
      {row.domain === null || row.domain === row.name ? null : (
        <Text size={200} className={styles.domain}>
          {row.domain}
        </Text>
      )}
    </span>
  );
}

function Standing({ row }: { row: Row }) {
  const styles = useStyles();
  return (
    <span className={styles.marks}>
      <Mark tone={TONES[row.status] ?? "quiet"} words={said(words.statuses, row.status)} />
      {row.drift.length > 0 ? <Mark tone="waits" words={words.driftMark} /> : null}
      {row.legacy ? <Mark tone="quiet" words={words.legacyMark} /> : null}
      {row.missed ? <Mark tone="waits" words={words.missedMark} /> : null}
    </span>
  );
}

function whoActs(row: Row) {
  const since = row.onboarding?.waitingSince;
  if (row.status === "ONBOARDING" && since) {
    return (
      <>
        {words.customerSince}
        {" · "}
        <Moment at={since} />
      </>
    );
  }
  return row.problem?.whoActs;
}

export const COLUMNS: readonly Column<Row>[] = [
  {
    key: "name",
    name: words.name,
    width: "2.8fr",
    cell: (row) => <Named row={row} />,
  },
  {
    key: "customer",
    name: words.customer,
    width: "1.5fr",
    cell: (row) => (row.customer ? <Go to={`/customers/${row.customer.id}`}>{row.customer.name}</Go> : null),
  },
  { key: "status", name: words.status, width: "104px", cell: (row) => <Standing row={row} /> },
  { key: "who", name: words.who, width: "2fr", cell: whoActs },
  { key: "problem", name: words.problem, width: "2fr", cell: (row) => row.problem && titleOf(row.problem) },
  { key: "changed", name: words.changed, width: "112px", cell: (row) => <Moment at={row.changedAt} /> },
];
