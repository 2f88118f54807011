/** The tenant belongs to somebody else: who that is, and how to ask for it. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Shown } from "../../ui/Shown";
import { useToast } from "../../ui/toast";
import { TRANSFERS, Wanted } from "../../ui/Transfer";
import { HoldingDocument, RequestTransferDocument } from "./page.gql";
import type { HoldingShownFragment } from "./page.gql";

const words = text.tenants.held;

const useStyles = makeStyles({ box: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start" } });

interface HeldProps {
  tenant: string;
  customer: string;
}

export function Held({ tenant, customer }: HeldProps) {
  const styles = useStyles();
  const answer = useAsk(HoldingDocument, { tenant }, { live: ["tenant_holding", "onboarding", "tenant"], every: TRANSFERS });
  const [asking, setAsking] = useState(false);
  return (
    <Section title={words.title}>
      <Shown answer={answer}>
        {({ tenantHolding: holding }) => (
          <div className={styles.box}>
            <Text>{holderOf(holding)}</Text>
            {holding.transfer !== null ? <Text>{words.asked}</Text> : <Before transfer={holding.lastTransfer} />}
            <Wanted tenant={tenant} pending={holding.transfer} again={answer.again} />
            {holding.heldBy === null || holding.transfer !== null ? null : (
              <May roles={["ADMIN"]} onClick={() => setAsking(true)}>
                {words.ask}
              </May>
            )}
          </div>
        )}
      </Shown>
      {asking ? (
        <Asking tenant={tenant} customer={customer} close={() => setAsking(false)} asked={answer.again} />
      ) : null}
    </Section>
  );
}

function holderOf({ heldBy }: HoldingShownFragment): string {
  if (heldBy === null) {
    return words.nobody;
  }
  return heldBy.isOurs ? words.ours(heldBy.customer?.name ?? text.common.unknown) : words.other;
}

/** Whoever asked before is told why the holder kept the tenant. */
function Before({ transfer }: { transfer: HoldingShownFragment["lastTransfer"] }) {
  return transfer?.ending === "REFUSED" ? <Text>{words.refused(transfer.reason ?? text.common.unknown)}</Text> : null;
}

function Asking({ tenant, customer, close, asked }: HeldProps & { close: () => void; asked: () => void }) {
  const { run, running, faults } = useCommand(RequestTransferDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ tenant, customer, reason })) !== undefined) {
      toast(words.done);
      asked();
      close();
    }
  };
  return (
    <Confirm
      title={words.askTitle}
      action={words.ask}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.askWords}</Text>
    </Confirm>
  );
}
