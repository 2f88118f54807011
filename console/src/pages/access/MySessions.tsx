/** Where whoever looks is signed in. */
import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { Empty } from "../../ui/Empty";
import { List } from "../../ui/List";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { ROLES } from "../../ui/ChooseRole";
import { useRows } from "../../ui/rows";
import { useToast } from "../../ui/toast";
import { EndSessionDocument, MySessionsDocument } from "./page.gql";
import type { SessionShownFragment } from "./page.gql";
import { ABOUT, openedOf } from "./sessionColumns";

const words = text.access.sessions;

export function MySessions() {
  // A Viewer is not told of sessions by themselves: what was just ended is looked up from there on.
  const [atLeast, setAtLeast] = useState<string>();
  const [asked, ask] = useState<SessionShownFragment>();
  const variables = atLeast === undefined ? {} : { atLeast };
  const rows = useRows(MySessionsDocument, variables, { list: (data) => data.viewerSessions, live: ["session"] });
  const end = {
    key: "actions",
    name: words.actions,
    width: "90px",
    cell: (row: SessionShownFragment) => (
      <May roles={ROLES} size="small" aria-label={words.endOf(openedOf(row))} onClick={() => ask(row)}>
        {words.end}
      </May>
    ),
  };
  return (
    <Section title={words.mineTitle}>
      <Text>{words.mineWords}</Text>
      <List
        label={words.mineTitle}
        columns={[...ABOUT, end]}
        of={rows}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
      />
      {asked === undefined ? null : <End of={asked} since={setAtLeast} close={() => ask(undefined)} />}
    </Section>
  );
}

interface EndProps {
  of: SessionShownFragment;
  /** Called with the position at which it is over. */
  since: (position: string) => void;
  close: () => void;
}

function End({ of, since, close }: EndProps) {
  const { run, running, faults } = useCommand(EndSessionDocument);
  const toast = useToast();
  const end = async () => {
    const done = await run({ sessionId: of.id });
    if (done !== undefined) {
      toast(words.ended);
      close();
      if (done.receipt !== null) {
        since(done.receipt.position);
      }
    }
  };
  return (
    <Confirm
      title={words.endTitle}
      action={words.end}
      running={running}
      faults={faults}
      confirm={() => void end()}
      close={close}
    >
      <Text>{of.current ? words.endHereWords : words.endWords}</Text>
    </Confirm>
  );
}
