/** A question before something is done that is not undone by a click. It may ask for the reason. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Textarea,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useState } from "react";
import type { ReactNode } from "react";

import { text } from "../text";
import type { Fault } from "./fault";
import { useFocusBack } from "./focus";
import { Problems } from "./Problems";

const useStyles = makeStyles({ body: { display: "grid", gap: tokens.spacingVerticalM } });

interface ConfirmProps {
  title: string;
  action: string;
  /** What will happen. */
  children?: ReactNode;
  /** It is not done without one. */
  reason?: "needed" | "none";
  running?: boolean;
  faults?: readonly Fault[];
  /** More has to be filled in. */
  disabled?: boolean;
  confirm: (reason: string) => void;
  close: () => void;
}

export function Confirm(props: ConfirmProps) {
  const { title, action, children, reason = "none", running = false, faults = [], disabled = false } = props;
  const styles = useStyles();
  useFocusBack();
  const [why, setWhy] = useState("");
  const missing = reason === "needed" && why.trim() === "";
  return (
    <Dialog open onOpenChange={(_, { open }) => (open ? undefined : props.close())}>
      <DialogSurface>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!missing && !running && !disabled) {
              props.confirm(why.trim());
            }
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={styles.body}>
              {children}
              {reason === "needed" ? (
                <Field label={text.common.reason} hint={text.common.reasonHint} required>
                  <Textarea value={why} onChange={(_, { value }) => setWhy(value)} resize="vertical" />
                </Field>
              ) : null}
              <div role="alert">
                <Problems of={faults} />
              </div>
            </DialogContent>
            <DialogActions>
              <Button onClick={props.close}>{text.common.cancel}</Button>
              <Button type="submit" appearance="primary" disabledFocusable={missing || running || disabled}>
                {action}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
