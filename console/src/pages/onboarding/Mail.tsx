/** A mail that is ready to be sent from one's own mail program, or to be taken along as text. */
import { Button, Field, Input, Textarea, makeStyles, tokens } from "@fluentui/react-components";
import { MailRegular } from "@fluentui/react-icons";
import { useId } from "react";

import { text } from "../../text";
import { Copy } from "../../ui/Copy";
import { useDraft } from "../../ui/draft";
import { mailto } from "./mailto";

const words = text.onboarding.invitation;

const useStyles = makeStyles({
  form: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM, maxWidth: "80ch" },
  row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, alignItems: "center" },
});

interface MailProps {
  /** What this mail is about: what was typed into another one is not shown. */
  about: string;
  subject: string;
  body: string;
}

export function Mail({ about, subject, body }: MailProps) {
  const styles = useStyles();
  const title = useId();
  // What nobody changed stays the ready-made text.
  const [draft, change, clear] = useDraft(`mail.${about}`, { to: "", subject: "", body: "" });
  const mail = { to: draft.to, subject: draft.subject || subject, body: draft.body || body };
  const changed = draft.subject !== "" || draft.body !== "";
  return (
    <details>
      <summary id={title}>{words.mail}</summary>
      <div className={styles.form} role="group" aria-labelledby={title}>
        <Field label={words.to} hint={words.toHint}>
          <Input type="email" autoComplete="off" value={mail.to} onChange={(_, { value }) => change({ to: value })} />
        </Field>
        <Field label={words.subject}>
          <Input value={mail.subject} onChange={(_, { value }) => change({ subject: value })} />
        </Field>
        <Field label={words.body}>
          <Textarea rows={14} resize="vertical" value={mail.body} onChange={(_, { value }) => change({ body: value })} />
        </Field>
        <div className={styles.row}>
          <Button as="a" appearance="primary" icon={<MailRegular />} href={mailto(mail)}>
            {words.open}
          </Button>
          <Copy value={mail.subject} label={words.copySubject} />
          <Copy value={mail.body} label={words.copyBody} />
          {changed ? <Button onClick={clear}>{words.reset}</Button> : null}
        </div>
      </div>
    </details>
  );
}
