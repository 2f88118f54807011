/** A secret that is told once: it is on this page until it is closed, and nowhere else. */
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
import type { ReactNode } from "react";

import { text } from "../text";
import { Copy } from "./Copy";
import { useFocusBack } from "./focus";

const useStyles = makeStyles({
  body: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start" },
  secret: { overflowWrap: "anywhere", userSelect: "all" },
});

interface OnceProps {
  title: string;
  /** What it is. */
  name: string;
  secret: string;
  children: ReactNode;
  close: () => void;
}

/** It closes by its button alone: a click beside it would lose the secret. */
export function Once({ title, name, secret, children, close }: OnceProps) {
  useFocusBack();
  const styles = useStyles();
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.body}>
            <Text>{children}</Text>
            <Text font="monospace" size={400} className={styles.secret}>
              {secret}
            </Text>
            <Copy value={secret} label={name} />
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
