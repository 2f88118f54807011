/** What the keys do. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Text,
  makeStyles,
  tokens,
} from "@fluentui/react-components";

import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { useFocusBack } from "../../ui/focus";

const words = text.mapping;

const KEYS = ["arrows", "ends", "enter", "ignore", "undo", "help"] as const;

const useStyles = makeStyles({ body: { display: "grid", gap: tokens.spacingVerticalM } });

export function Keys({ close }: { close: () => void }) {
  useFocusBack();
  const styles = useStyles();
  return (
    <Dialog open onOpenChange={(_, { open }) => (open ? undefined : close())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.keys}</DialogTitle>
          <DialogContent className={styles.body}>
            <Text>{words.keysWords}</Text>
            <Facts of={KEYS.map((key) => [words.keyNames[key], words.key[key]])} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={close}>
              {text.common.close}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
