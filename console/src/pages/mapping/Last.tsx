/** What whoever looks did last, and the way back. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Go } from "../../ui/Go";
import { May } from "../../ui/May";
import type { Deeds } from "./useDeeds";

const words = text.mapping;

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
});

export function Last({ deeds }: { deeds: Deeds }) {
  const styles = useStyles();
  const { last } = deeds;
  if (last === null) {
    return null;
  }
  return (
    <div className={styles.row}>
      <Text>
        {words.last}: {last.words}
      </Text>
      <Go to="/mapping" search={{ record: last.record.id }}>
        {words.see}
      </Go>
      <May
        roles={["TECH", "ADMIN"]}
        size="small"
        disabled={deeds.running}
        onClick={() => void deeds.reverse(last.record, last.position)}
      >
        {words.undo}
      </May>
    </div>
  );
}
