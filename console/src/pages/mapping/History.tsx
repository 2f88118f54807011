/** What was done with a record, newest first. The last step can be undone. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { said } from "../../ui/said";
import { useNames } from "../../ui/Who";
import type { VendorRecord } from "./Detail";
import type { Deeds } from "./useDeeds";

const words = text.mapping;

/** Under which name links by rules are on record. */
const MATCHER = "service mapping";

const useStyles = makeStyles({
  list: { display: "grid", gap: tokens.spacingVerticalXS, margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

/** Who it was, from the kind and the id under which they are on record. */
export function Doer({ of }: { of: string }) {
  const names = useNames();
  const [kind, ...rest] = of.split(" ");
  const id = rest.join(" ");
  return kind === "saga" || of === MATCHER ? words.byRule : (names.get(id) ?? (id === "" ? of : id));
}

export function History({ record, deeds }: { record: VendorRecord; deeds: Deeds }) {
  const styles = useStyles();
  const last = record.history.at(-1);
  const undo =
    last === undefined ? undefined : (
      <May
        roles={["TECH", "ADMIN"]}
        disabled={deeds.running}
        onClick={() => void deeds.reverse({ id: record.id, name: record.name || words.noName }, last.position)}
      >
        {words.undoLast}
      </May>
    );
  return (
    <Section title={words.history} actions={undo}>
      {last === undefined ? <Text>{words.noHistory}</Text> : null}
      <ul className={styles.list}>
        {record.history.toReversed().map((entry) => (
          <li key={entry.position}>
            {said(words.steps, entry.step)}
            {entry.how === null ? "" : ` (${said(words.hows, entry.how)})`}
            {" · "}
            <Doer of={entry.by} />
            {" · "}
            <Moment at={entry.at} />
            {entry.reason === null ? "" : ` · ${entry.reason}`}
          </li>
        ))}
      </ul>
    </Section>
  );
}
