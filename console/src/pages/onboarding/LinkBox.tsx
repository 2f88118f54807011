/** An address that is sent to somebody else: one is not to open it oneself by mistake. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { Copy } from "../../ui/Copy";

const useStyles = makeStyles({
  box: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
  },
  url: { overflowWrap: "anywhere", flexGrow: 1, flexBasis: "240px", minWidth: 0 },
});

export function LinkBox({ url, label }: { url: string; label: string }) {
  const styles = useStyles();
  return (
    <div className={styles.box}>
      <Text font="monospace" size={200} className={styles.url}>
        {url}
      </Text>
      <Copy value={url} label={label} />
    </div>
  );
}
