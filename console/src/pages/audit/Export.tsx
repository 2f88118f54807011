import { Button, ProgressBar, Text, Tooltip, makeStyles, tokens } from "@fluentui/react-components";
import { ArrowDownloadRegular, DismissRegular } from "@fluentui/react-icons";

import { text } from "../../text";
import { Failed } from "../../ui/Failed";
import { useToast } from "../../ui/toast";
import { useExport } from "./exporting";
import type { EventFilter } from "./page.gql";

const words = text.audit;

const useStyles = makeStyles({
  box: { display: "grid", gap: tokens.spacingVerticalXS, minWidth: "200px" },
});

export function Export({ filter }: { filter: EventFilter }) {
  const styles = useStyles();
  const tell = useToast();
  const { progress, error, begin, stop } = useExport(filter);
  const run = async () => {
    const events = await begin();
    if (events !== undefined) {
      tell(words.exported(events));
    }
  };
  if (progress !== undefined) {
    return (
      <>
        <div className={styles.box} role="status">
          <Text>{words.exporting(progress.events, progress.percent)}</Text>
          <ProgressBar value={progress.percent / 100} aria-label={words.export} />
        </div>
        <Button icon={<DismissRegular />} onClick={stop}>
          {words.stopExport}
        </Button>
      </>
    );
  }
  return (
    <>
      {error === undefined ? null : <Failed error={error} />}
      <Tooltip content={words.exportHint} relationship="description" withArrow>
        <Button icon={<ArrowDownloadRegular />} onClick={() => void run()}>
          {words.export}
        </Button>
      </Tooltip>
    </>
  );
}
