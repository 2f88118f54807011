/** Approving and rejecting: of the plan that was looked at, and no other. */
import { Button, MessageBar, MessageBarActions, MessageBarBody, Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { useSession } from "../../app/session";
import { text } from "../../text";
import { Changes } from "../../ui/Changes";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { useToast } from "../../ui/toast";
import { ApproveDocument, RejectDocument, WithdrawDocument } from "./page.gql";
import type { ApprovalShownFragment } from "./page.gql";
import { mayWithdraw, whyNot } from "./standing";

const words = text.approvals.one;
const labels = text.approvals.decide;

const useStyles = makeStyles({
  bar: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

interface DecidingProps {
  of: ApprovalShownFragment;
  again: () => void;
}

type Asking = "approve" | "reject" | "withdraw";

export function Deciding({ of, again }: DecidingProps) {
  const styles = useStyles();
  const { viewer } = useSession();
  const [asking, setAsking] = useState<Asking>();
  // A plan that moves while somebody reads is not the one that they approve.
  const [looked, setLooked] = useState(of.digest);
  if (of.status !== "WAITING") {
    return null;
  }
  const why = whyNot(of, viewer, Date.now());
  const moved = looked !== of.digest;
  const close = () => setAsking(undefined);
  return (
    <Section title={words.decideTitle}>
      {moved ? (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{words.moved}</MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => setLooked(of.digest)}>{words.lookedAtIt}</Button>
          </MessageBarActions>
        </MessageBar>
      ) : null}
      {why === undefined ? null : <Text>{words[why]}</Text>}
      <div className={styles.bar}>
        {why === undefined || why === "needsTech" ? (
          <>
            <May roles={["TECH", "ADMIN"]} appearance="primary" disabled={moved} onClick={() => setAsking("approve")}>
              {labels.approve}
            </May>
            <May roles={["TECH", "ADMIN"]} onClick={() => setAsking("reject")}>
              {labels.reject}
            </May>
          </>
        ) : null}
        {mayWithdraw(of, viewer) ? <Button onClick={() => setAsking("withdraw")}>{words.withdraw}</Button> : null}
      </div>
      {asking === "approve" ? <Approve of={of} digest={looked} again={again} close={close} /> : null}
      {asking === "reject" ? <Reject of={of} close={close} /> : null}
      {asking === "withdraw" ? <Withdraw of={of} close={close} /> : null}
    </Section>
  );
}

interface ApproveProps extends DecidingProps {
  digest: string;
  close: () => void;
}

function Approve({ of, digest, again, close }: ApproveProps) {
  const { run, running, faults } = useCommand(ApproveDocument);
  const toast = useToast();
  const confirm = async () => {
    const payload = await run({ id: of.id, digest });
    if (payload === undefined) {
      // Refused because the plan moved: behind the dialog is the new one then.
      again();
      return;
    }
    toast(words.approved);
    close();
  };
  return (
    <Confirm
      title={words.approveTitle}
      action={labels.approve}
      running={running}
      faults={faults}
      disabled={digest !== of.digest}
      confirm={() => void confirm()}
      close={close}
    >
      <Text>{digest === of.digest ? words.approveWords(of.sentence) : words.moved}</Text>
      <Changes of={of.plan?.changes ?? []} />
    </Confirm>
  );
}

interface TurnDownProps {
  of: ApprovalShownFragment;
  close: () => void;
}

function Reject({ of, close }: TurnDownProps) {
  const { run, running, faults } = useCommand(RejectDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ id: of.id, reason })) !== undefined) {
      toast(words.rejected);
      close();
    }
  };
  return (
    <Confirm
      title={words.rejectTitle}
      action={labels.reject}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.rejectWords}</Text>
    </Confirm>
  );
}

function Withdraw({ of, close }: TurnDownProps) {
  const { run, running, faults } = useCommand(WithdrawDocument);
  const toast = useToast();
  const confirm = async () => {
    if ((await run({ id: of.id })) !== undefined) {
      toast(words.withdrawn);
      close();
    }
  };
  return (
    <Confirm
      title={words.withdrawTitle}
      action={words.withdraw}
      running={running}
      faults={faults}
      confirm={() => void confirm()}
      close={close}
    >
      <Text>{words.withdrawWords}</Text>
    </Confirm>
  );
}
