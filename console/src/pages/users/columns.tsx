/** What the team's list shows of each. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { useSession } from "../../app/session";
import { text } from "../../text";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { ChangeRole, Reinstate, Suspend } from "./dialogs";
import type { MemberShownFragment, MemberStatus } from "./page.gql";

const words = text.access.team;

const TONES: Record<MemberStatus, Tone> = { EXPECTED: "waits", ACTIVE: "good", SUSPENDED: "bad" };
export const STATUSES = Object.keys(TONES) as MemberStatus[];

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  by: { display: "block", color: tokens.colorNeutralForeground2 },
});

export const COLUMNS: readonly Column<MemberShownFragment>[] = [
  { key: "name", name: words.name, width: "2fr", cell: (row) => <Name of={row} /> },
  { key: "role", name: text.access.role, width: "1.5fr", cell: (row) => <Role of={row} /> },
  {
    key: "status",
    name: words.status,
    cell: (row) => <Mark tone={TONES[row.status] ?? "quiet"} words={said(words.statuses, row.status)} />,
  },
  { key: "signedIn", name: words.signedIn, cell: (row) => <Moment at={row.signedInAt} /> },
  {
    key: "did",
    name: words.did,
    cell: (row) => (
      <Go to="/audit" search={{ actor: row.memberId }}>
        {words.didOf(row.name)}
      </Go>
    ),
  },
  { key: "actions", name: words.actions, width: "260px", cell: (row) => <Actions of={row} /> },
];

function Name({ of }: { of: MemberShownFragment }) {
  const { viewer } = useSession();
  if (of.name === of.memberId) {
    return words.account(of.memberId);
  }
  return viewer.actor.endsWith(` ${of.memberId}`) ? words.you(of.name) : of.name;
}

function Role({ of }: { of: MemberShownFragment }) {
  const styles = useStyles();
  return (
    <>
      {said(text.common.roles, of.role)}
      {of.role === of.granted ? null : (
        <Text size={200} className={styles.by}>
          {words.granted(said(text.common.roles, of.granted))}
        </Text>
      )}
    </>
  );
}

function Actions({ of }: { of: MemberShownFragment }) {
  const styles = useStyles();
  const [asking, setAsking] = useState<"role" | "suspend" | "reinstate">();
  const close = () => setAsking(undefined);
  return (
    <>
      <div className={styles.row}>
        <May roles={["ADMIN"]} size="small" aria-label={words.changeOf(of.name)} onClick={() => setAsking("role")}>
          {words.change}
        </May>
        {of.status === "SUSPENDED" ? (
          <May roles={["ADMIN"]} size="small" aria-label={words.reinstateOf(of.name)} onClick={() => setAsking("reinstate")}>
            {words.reinstate}
          </May>
        ) : (
          <May roles={["ADMIN"]} size="small" aria-label={words.suspendOf(of.name)} onClick={() => setAsking("suspend")}>
            {words.suspend}
          </May>
        )}
      </div>
      {asking === "role" ? <ChangeRole of={of} close={close} /> : null}
      {asking === "suspend" ? <Suspend of={of} close={close} /> : null}
      {asking === "reinstate" ? <Reinstate of={of} close={close} /> : null}
    </>
  );
}
