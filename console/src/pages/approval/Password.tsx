/** The first password of a user who was created: shown once to those whom it is for. */
import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { useSession } from "../../app/session";
import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { May } from "../../ui/May";
import { Once } from "../../ui/Once";
import { Section } from "../../ui/Page";
import { said } from "../../ui/said";
import { HandOutDocument } from "./page.gql";
import type { ApprovalShownFragment } from "./page.gql";
import { isPasswordFor } from "./standing";

const words = text.approvals.one;

export function Password({ of }: { of: ApprovalShownFragment }) {
  const { viewer } = useSession();
  const { run, running, faults, clear } = useCommand(HandOutDocument);
  const [asking, setAsking] = useState(false);
  const [password, setPassword] = useState<string>();
  if (of.firstPassword === null) {
    return null;
  }
  const confirm = async () => {
    const payload = await run({ id: of.id });
    if (payload?.handedOut) {
      setPassword(payload.handedOut.password);
      setAsking(false);
    }
  };
  const isKept = of.firstPassword === "KEPT";
  const isMine = isPasswordFor(of, viewer);
  return (
    <Section title={words.passwordTitle}>
      <Text>{said(words.passwords, of.firstPassword)}</Text>
      {isKept && !isMine ? <Text>{words.passwordNotYours}</Text> : null}
      {isKept && isMine ? (
        <div>
          <May
            roles={["TECH", "ADMIN"]}
            onClick={() => {
              clear();
              setAsking(true);
            }}
          >
            {words.handOut}
          </May>
        </div>
      ) : null}
      {asking ? (
        <Confirm
          title={words.handOutTitle}
          action={words.handOut}
          running={running}
          faults={faults}
          confirm={() => void confirm()}
          close={() => setAsking(false)}
        >
          <Text>{words.handOutWords}</Text>
        </Confirm>
      ) : null}
      {password === undefined ? null : (
        <Once
          title={words.handedOutTitle}
          name={words.passwordTitle}
          secret={password}
          close={() => setPassword(undefined)}
        >
          {words.handedOutWords}
        </Once>
      )}
    </Section>
  );
}
