/** What programs of the MSP come in with. */
import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Choose, Filters } from "../../ui/filters";
import { List } from "../../ui/List";
import { Mark } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Once } from "../../ui/Once";
import { Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { TokensDocument } from "./page.gql";
import type { ServiceTokenStatus, TokenShownFragment } from "./page.gql";
import { IssueToken, RevokeToken } from "./tokenDialogs";

const words = text.access.tokens;

const STATUSES = Object.keys(words.statuses) as ServiceTokenStatus[];

const COLUMNS: readonly Column<TokenShownFragment>[] = [
  { key: "name", name: words.name, width: "2fr", cell: (row) => row.name },
  { key: "role", name: text.access.role, cell: (row) => said(text.common.roles, row.role) },
  { key: "status", name: words.status, cell: (row) => <Standing of={row} /> },
  { key: "issued", name: words.issuedAt, cell: (row) => <Moment at={row.issuedAt} /> },
  { key: "expires", name: words.expiresAt, width: "1.5fr", cell: (row) => <Moment at={row.expiresAt} relative={false} /> },
  {
    key: "revoked",
    name: words.revokedAt,
    cell: (row) => (row.revokedAt === null ? null : <Moment at={row.revokedAt} />),
  },
  { key: "actions", name: words.actions, width: "110px", cell: (row) => <Actions of={row} /> },
];

/** One that is over by itself was not taken back, and is as good as none all the same. */
function Standing({ of }: { of: TokenShownFragment }) {
  if (of.status === "ISSUED" && Date.parse(of.expiresAt) < Date.now()) {
    return <Mark tone="quiet" words={words.over} />;
  }
  return <Mark tone={of.status === "ISSUED" ? "good" : "quiet"} words={said(words.statuses, of.status)} />;
}

export function Tokens() {
  const [address, change] = useAddress();
  const status = STATUSES.find((it) => it === address["status"]);
  const filter = status === undefined ? {} : { status };
  const rows = useRows(TokensDocument, { filter }, { list: (data) => data.serviceTokens, live: ["service_token"] });
  const [issues, setIssues] = useState(false);
  // Told once, and kept nowhere but on this page.
  const [secret, setSecret] = useState<string>();
  return (
    <Section
      title={words.title}
      actions={
        <May roles={["ADMIN"]} appearance="primary" onClick={() => setIssues(true)}>
          {words.issue}
        </May>
      }
    >
      <Text>{words.words}</Text>
      <Filters>
        <Choose
          label={words.status}
          value={status}
          among={STATUSES.map((it) => [it, words.statuses[it]])}
          change={(status) => change({ status })}
        />
      </Filters>
      <List
        label={words.title}
        columns={COLUMNS}
        of={rows}
        filtered={status !== undefined}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
      />
      {issues ? <IssueToken tell={setSecret} close={() => setIssues(false)} /> : null}
      {secret === undefined ? null : (
        <Once title={words.secretTitle} name={words.secretName} secret={secret} close={() => setSecret(undefined)}>
          {words.secretWords}
        </Once>
      )}
    </Section>
  );
}

function Actions({ of }: { of: TokenShownFragment }) {
  const [asks, setAsks] = useState(false);
  return (
    <>
      {of.status === "REVOKED" ? null : (
        <May roles={["ADMIN"]} size="small" aria-label={words.revokeOf(of.name)} onClick={() => setAsks(true)}>
          {words.revoke}
        </May>
      )}
      {asks ? <RevokeToken of={of} close={() => setAsks(false)} /> : null}
    </>
  );
}
