/** What happened last, as it happens. Those who may not read the record see which tenants changed. */
import { useState } from "react";

import { useFollow } from "../../app/follow";
import { useMay, useSession } from "../../app/session";
import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { EVERYTHING, happening } from "../../ui/happening";
import { Moment } from "../../ui/Moment";
import { READERS } from "../../ui/Only";
import { Section } from "../../ui/Page";
import { said } from "../../ui/said";
import { Shown } from "../../ui/Shown";
import { Subject } from "../../ui/Subject";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { Who } from "../../ui/Who";
import { startOf, withChange } from "./lately";
import { LastEventsDocument, TenantsThatChangeDocument } from "./page.gql";
import type { EventPartsFragment, TenantsThatChangeSubscription } from "./page.gql";

const words = text.overview.now;

export function Now() {
  return useMay(...READERS) ? <Events /> : <Tenants />;
}

const EVENTS: readonly Column<EventPartsFragment>[] = [
  { key: "what", name: words.what, width: "2fr", cell: (row) => <Go to={`/audit/${row.position}`}>{happening(row.type)}</Go> },
  { key: "subject", name: words.subject, width: "3fr", cell: (row) => <Subject of={row} /> },
  { key: "who", name: words.who, width: "2fr", cell: (row) => <Who of={row.origin} /> },
  { key: "when", name: words.when, width: "136px", cell: (row) => <Moment at={row.recordedAt} /> },
];

function Events() {
  const answer = useAsk(LastEventsDocument, {}, { live: EVERYTHING });
  return (
    <Section title={words.title} actions={<Go to="/audit">{words.all}</Go>}>
      <Shown answer={answer}>
        {({ timeline }) =>
          timeline.edges.length === 0 ? (
            <Empty title={words.none} words={words.noneWords} />
          ) : (
            <Table
              label={words.title}
              columns={EVENTS}
              rows={timeline.edges.map(({ node }) => node)}
              rowKey={(row) => row.id}
            />
          )
        }
      </Shown>
    </Section>
  );
}

type Change = TenantsThatChangeSubscription["tenantChanged"];

const TENANTS: readonly Column<Change>[] = [
  {
    key: "tenant",
    name: words.tenant,
    width: "2fr",
    cell: (row) => <Go to={`/onboardings/${row.tenantId}`}>{row.tenant?.name ?? row.tenantId}</Go>,
  },
  { key: "status", name: words.status, cell: (row) => (row.tenant ? said(text.tenants.statuses, row.tenant.status) : null) },
  { key: "when", name: words.when, cell: (row) => <Moment at={row.recordedAt} /> },
];

function Tenants() {
  const { since } = useSession();
  const [changes, setChanges] = useState<readonly Change[]>([]);
  useFollow(TenantsThatChangeDocument, { after: startOf(since) }, {
    next: ({ tenantChanged }) => setChanges((before) => withChange(before, tenantChanged)),
    forGood: true,
  });
  return (
    <Section title={words.tenants}>
      {changes.length === 0 ? (
        <Empty title={words.noTenants} words={words.noTenantsWords} />
      ) : (
        <Table label={words.tenants} columns={TENANTS} rows={changes} rowKey={(row) => row.tenantId} />
      )}
    </Section>
  );
}
