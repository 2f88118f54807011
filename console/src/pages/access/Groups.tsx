/** Groups of the MSP's own tenant, being in which gives a role. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { said } from "../../ui/said";
import { Shown } from "../../ui/Shown";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { RemoveRule, SetRule } from "./groupDialogs";
import { GroupRulesDocument } from "./page.gql";
import type { GroupRuleShownFragment } from "./page.gql";

const words = text.access.groups;

const useStyles = makeStyles({ row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS } });

const COLUMNS: readonly Column<GroupRuleShownFragment>[] = [
  { key: "name", name: words.name, width: "2fr", cell: (row) => row.name },
  { key: "role", name: text.access.role, cell: (row) => said(text.common.roles, row.role) },
  { key: "id", name: words.groupId, width: "2fr", cell: (row) => row.groupId },
  { key: "actions", name: words.actions, width: "240px", cell: (row) => <Actions of={row} /> },
];

export function Groups() {
  const answer = useAsk(GroupRulesDocument, {}, { live: ["team"] });
  const [sets, setSets] = useState(false);
  return (
    <Section
      title={words.title}
      actions={
        <May roles={["ADMIN"]} appearance="primary" onClick={() => setSets(true)}>
          {words.set}
        </May>
      }
    >
      <Text>{words.words}</Text>
      <Shown answer={answer}>
        {({ groupRules }) =>
          groupRules.length === 0 ? (
            <Empty title={words.emptyTitle} words={words.emptyWords}>
              <Go to="/users">{words.toUsers}</Go>
            </Empty>
          ) : (
            <Table label={words.title} columns={COLUMNS} rows={groupRules} rowKey={(row) => row.groupId} />
          )
        }
      </Shown>
      {sets ? <SetRule close={() => setSets(false)} /> : null}
    </Section>
  );
}

function Actions({ of }: { of: GroupRuleShownFragment }) {
  const styles = useStyles();
  const [asking, setAsking] = useState<"change" | "remove">();
  const close = () => setAsking(undefined);
  return (
    <>
      <div className={styles.row}>
        <May roles={["ADMIN"]} size="small" aria-label={words.changeOf(of.name)} onClick={() => setAsking("change")}>
          {text.access.changeRole}
        </May>
        <May roles={["ADMIN"]} size="small" aria-label={words.removeOf(of.name)} onClick={() => setAsking("remove")}>
          {words.remove}
        </May>
      </div>
      {asking === "change" ? <SetRule of={of} close={close} /> : null}
      {asking === "remove" ? <RemoveRule of={of} close={close} /> : null}
    </>
  );
}
