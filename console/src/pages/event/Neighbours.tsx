import { makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Go } from "../../ui/Go";

const words = text.audit.event;

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalL },
});

/** The events before and after it in the ledger, which begins at 1. */
export function Neighbours({ position, head }: { position: string; head: string }) {
  const styles = useStyles();
  const here = BigInt(position);
  return (
    <nav className={styles.row} aria-label={words.neighbours}>
      {here > 1n ? <Go to={`/audit/${here - 1n}`}>{words.previous}</Go> : null}
      {here < BigInt(head) ? <Go to={`/audit/${here + 1n}`}>{words.next}</Go> : null}
    </nav>
  );
}
