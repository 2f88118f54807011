/** What can be done about a change that was granted: try again, give up, have it undone. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { useToast } from "../../ui/toast";
import { AbandonDocument, RetryDocument, UndoDocument } from "./page.gql";
import type { ApprovalShownFragment } from "./page.gql";
import { canAbandon, canRetry } from "./standing";

const words = text.approvals.one;

const useStyles = makeStyles({
  bar: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  parts: { margin: 0 },
});

interface GoingOnProps {
  of: ApprovalShownFragment;
}

export function GoingOn({ of }: GoingOnProps) {
  const styles = useStyles();
  const [asking, setAsking] = useState<"abandon" | "undo">();
  const retry = useCommand(RetryDocument);
  const toast = useToast();
  const tryAgain = async () => {
    if ((await retry.run({ id: of.id })) !== undefined) {
      toast(words.retried);
    }
  };
  const canUndo = of.reversal.length > 0;
  if (of.status === "WAITING" || (!canRetry(of) && !canAbandon(of) && !canUndo)) {
    return null;
  }
  const close = () => setAsking(undefined);
  return (
    <Section title={words.goOnTitle}>
      <div className={styles.bar}>
        {canRetry(of) ? (
          <May roles={["TECH", "ADMIN"]} appearance="primary" disabled={retry.running} onClick={() => void tryAgain()}>
            {words.retry}
          </May>
        ) : null}
        {canAbandon(of) ? (
          <May roles={["TECH", "ADMIN"]} onClick={() => setAsking("abandon")}>
            {words.abandon}
          </May>
        ) : null}
        {canUndo ? (
          <May roles={["TECH", "ADMIN"]} onClick={() => setAsking("undo")}>
            {words.undoIt}
          </May>
        ) : null}
      </div>
      <div role="alert">
        <Problems of={retry.faults} />
      </div>
      {asking === "abandon" ? <Abandon of={of} close={close} /> : null}
      {asking === "undo" ? <Undo of={of} close={close} /> : null}
    </Section>
  );
}

interface AskProps extends GoingOnProps {
  close: () => void;
}

function Abandon({ of, close }: AskProps) {
  const { run, running, faults } = useCommand(AbandonDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ id: of.id, reason })) !== undefined) {
      toast(words.abandoned);
      close();
    }
  };
  return (
    <Confirm
      title={words.abandonTitle}
      action={words.abandon}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.abandonWords}</Text>
    </Confirm>
  );
}

function Undo({ of, close }: AskProps) {
  const styles = useStyles();
  const { run, running, faults } = useCommand(UndoDocument);
  const toast = useToast();
  const navigate = useNavigate();
  const confirm = async (reason: string) => {
    const payload = await run({ id: of.id, reason });
    if (payload === undefined) {
      return;
    }
    toast(words.undoAsked);
    close();
    const [only, ...more] = payload.approvals ?? [];
    await (only !== undefined && more.length === 0
      ? navigate({ to: "/approvals/$id", params: { id: only.id } })
      : navigate({ to: "/approvals", search: { tab: "mine" } }));
  };
  return (
    <Confirm
      title={words.undoTitle}
      action={words.undoIt}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.undoWords}</Text>
      <ul className={styles.parts}>
        {of.reversal.map(({ __typename }, index) => (
          <li key={index}>{said(text.approvals.operations, __typename)}</li>
        ))}
      </ul>
    </Confirm>
  );
}
