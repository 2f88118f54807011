/** Who of the team is signed in. */
import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { Empty } from "../../ui/Empty";
import { Choose, Filters } from "../../ui/filters";
import { List } from "../../ui/List";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import type { Column } from "../../ui/Table";
import { useToast } from "../../ui/toast";
import { useNames } from "../../ui/Who";
import { AllSessionsDocument, RevokeSessionDocument } from "./page.gql";
import type { SessionShownFragment } from "./page.gql";
import { ABOUT, openedOf } from "./sessionColumns";

const words = text.access.sessions;

export function AllSessions() {
  const names = useNames();
  const [{ member }, change] = useAddress();
  const [asked, ask] = useState<SessionShownFragment>();
  const filter = member === undefined ? {} : { member };
  const rows = useRows(
    AllSessionsDocument,
    { filter },
    // Whoever is suspended has none any more.
    { list: (data) => data.sessions, live: ["session", "team"] },
  );
  const nameOf = ({ memberId }: SessionShownFragment) => names.get(memberId) ?? memberId;
  const columns: readonly Column<SessionShownFragment>[] = [
    { key: "who", name: words.who, width: "1.5fr", cell: nameOf },
    ...ABOUT,
    {
      key: "actions",
      name: words.actions,
      width: "90px",
      cell: (row) => (
        <May
          roles={["ADMIN"]}
          size="small"
          aria-label={words.revokeOf(nameOf(row), openedOf(row))}
          onClick={() => ask(row)}
        >
          {words.end}
        </May>
      ),
    },
  ];
  return (
    <Section title={words.title}>
      <Text>{words.words}</Text>
      <Filters>
        <Choose label={words.member} value={member} among={[...names]} change={(member) => change({ member })} />
      </Filters>
      <List
        label={words.title}
        columns={columns}
        of={rows}
        filtered={member !== undefined}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
      />
      {asked === undefined ? null : <Revoke of={asked} name={nameOf(asked)} close={() => ask(undefined)} />}
    </Section>
  );
}

function Revoke({ of, name, close }: { of: SessionShownFragment; name: string; close: () => void }) {
  const { run, running, faults } = useCommand(RevokeSessionDocument);
  const toast = useToast();
  const revoke = async (reason: string) => {
    if ((await run({ sessionId: of.id, reason })) !== undefined) {
      toast(words.ended);
      close();
    }
  };
  return (
    <Confirm
      title={words.revokeTitle(name)}
      action={words.end}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void revoke(reason)}
      close={close}
    >
      <Text>{words.revokeWords}</Text>
      {of.current ? <Text>{words.endHereWords}</Text> : null}
    </Confirm>
  );
}
