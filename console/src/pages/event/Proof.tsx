/** What shows that an event is in the ledger as it was recorded. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Copy } from "../../ui/Copy";
import { Facts } from "../../ui/Facts";
import type { EventAtQuery } from "./page.gql";

const words = text.audit.event;

const useStyles = makeStyles({
  hash: { fontFamily: tokens.fontFamilyMonospace, marginRight: tokens.spacingHorizontalS, overflowWrap: "anywhere" },
});

interface ProofProps {
  event: NonNullable<EventAtQuery["event"]>;
  ledger: EventAtQuery["ledger"];
}

export function Proof({ event, ledger }: ProofProps) {
  return (
    <>
      <Text>{words.proofWords}</Text>
      <Facts
        of={[
          [words.leaf, <Hash key="leaf" value={event.leafHash} label={words.leaf} />],
          [words.root, <Hash key="root" value={ledger.rootHash} label={words.root} />],
          [words.size, ledger.position],
        ]}
      />
    </>
  );
}

function Hash({ value, label }: { value: string; label: string }) {
  const styles = useStyles();
  return (
    <>
      <span className={styles.hash}>{value}</span>
      <Copy value={value} label={label} />
    </>
  );
}
