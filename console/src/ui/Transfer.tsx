/** Somebody wants this tenant: who, why, and what those can answer whom it concerns. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../text";
import { useAsk } from "./ask";
import { Asked } from "./Asked";
import { useCommand } from "./command";
import { Confirm } from "./Confirm";
import { Facts } from "./Facts";
import { Go } from "./Go";
import { May } from "./May";
import { Moment } from "./Moment";
import { Section } from "./Page";
import { useToast } from "./toast";
import { ApproveTransferDocument, RefuseTransferDocument, TransferDocument, WithdrawTransferDocument } from "./transfer.gql";
import type { PendingTransferFragment } from "./transfer.gql";

const words = text.tenants.transfer;

const useStyles = makeStyles({ actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS } });

/** Milliseconds. What happens between MSPs is in the installation's record, which nobody follows: it is looked up. */
export const TRANSFERS = 20_000;

type Answer = "approve" | "refuse" | "withdraw";

interface WantedProps {
  tenant: string;
  pending: PendingTransferFragment | null;
  again: () => void;
}

/** For pages that do not ask who holds the tenant themselves. */
export function Transfer({ tenant }: { tenant: string }) {
  const { data, again } = useAsk(TransferDocument, { tenant }, { every: TRANSFERS });
  return <Wanted tenant={tenant} pending={data?.tenantHolding.transfer ?? null} again={again} />;
}

export function Wanted({ pending, ...rest }: WantedProps) {
  return pending === null ? null : <Pending key={pending.number} pending={pending} {...rest} />;
}

function Pending({ tenant, pending, again }: WantedProps & { pending: PendingTransferFragment }) {
  const styles = useStyles();
  const [answering, setAnswering] = useState<Answer>();
  const [asked, setAsked] = useState<{ id: string; sentence: string }>();
  const { customer, isOurs } = pending.wantedBy;
  const wanted = customer === null ? (isOurs ? words.yours : words.other) : <Go to={`/customers/${customer.id}`}>{customer.name}</Go>;
  return (
    <Section title={words.title}>
      {asked === undefined ? null : <Asked approval={asked} />}
      <Facts
        of={[
          [words.wantedBy, wanted],
          [words.since, <Moment key="since" at={pending.requestedAt} />],
          [words.why, pending.reason],
        ]}
      />
      <div className={styles.actions}>
        {pending.mayApprove ? (
          <>
            <May roles={["ADMIN"]} onClick={() => setAnswering("approve")}>
              {words.approve}
            </May>
            <May roles={["ADMIN"]} onClick={() => setAnswering("refuse")}>
              {words.refuse}
            </May>
          </>
        ) : null}
        {pending.mayWithdraw ? (
          <May roles={["ADMIN"]} onClick={() => setAnswering("withdraw")}>
            {words.withdraw}
          </May>
        ) : null}
      </div>
      {answering === undefined ? null : (
        <Answering
          answer={answering}
          wish={{ tenant, number: pending.number }}
          asked={setAsked}
          close={() => {
            setAnswering(undefined);
            again();
          }}
        />
      )}
    </Section>
  );
}

interface AnsweringProps {
  answer: Answer;
  wish: { tenant: string; number: number };
  asked: (approval: { id: string; sentence: string }) => void;
  close: () => void;
}

function Answering({ answer, wish, asked, close }: AnsweringProps) {
  const approve = useCommand(ApproveTransferDocument);
  const refuse = useCommand(RefuseTransferDocument);
  const withdraw = useCommand(WithdrawTransferDocument);
  const toast = useToast();
  const command = { approve, refuse, withdraw }[answer];
  const confirm = async (reason: string) => {
    const input = { ...wish, reason };
    if (answer === "approve") {
      const done = await approve.run(input);
      if (done?.approval) {
        asked(done.approval);
        close();
      }
    } else if ((await (answer === "refuse" ? refuse : withdraw).run(input)) !== undefined) {
      toast(words.done[answer]);
      close();
    }
  };
  return (
    <Confirm
      title={words.titles[answer]}
      action={words[answer]}
      reason="needed"
      running={command.running}
      faults={command.faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.what[answer]}</Text>
    </Confirm>
  );
}
