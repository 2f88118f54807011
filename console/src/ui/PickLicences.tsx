/** Licences: the usual ones by name, any other by Microsoft's id of the product. */
import { Checkbox, Field, Textarea, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../text";
import { idsIn } from "./ids";

const useStyles = makeStyles({
  set: { border: 0, margin: 0, padding: 0, minWidth: 0, display: "grid", gap: tokens.spacingVerticalS },
  names: { display: "grid", alignItems: "start", gridTemplateColumns: "repeat(auto-fill, minmax(240px, 1fr))" },
});

interface PickLicencesProps {
  label: string;
  required?: boolean;
  value: readonly string[];
  change: (ids: readonly string[]) => void;
}

const KNOWN = Object.entries(text.approvals.licences);
const isKnown = (id: string) => id in text.approvals.licences;

export function PickLicences({ label, required = false, value, change }: PickLicencesProps) {
  const styles = useStyles();
  const [typed, setTyped] = useState(() => value.filter((id) => !isKnown(id)).join("\n"));
  const others = value.filter((id) => !isKnown(id));
  const toggle = (id: string) => change(value.includes(id) ? value.filter((it) => it !== id) : [...value, id]);
  return (
    <fieldset className={styles.set}>
      <legend>{required ? `${label} *` : label}</legend>
      <div className={styles.names}>
        {KNOWN.map(([id, name]) => (
          <Checkbox key={id} label={name} checked={value.includes(id)} onChange={() => toggle(id)} />
        ))}
      </div>
      <Field label={text.approvals.pick.otherLicences} hint={text.approvals.pick.otherLicencesHint}>
        <Textarea
          value={others.length === 0 && idsIn(typed).length > 0 ? "" : typed}
          onChange={(_, data) => {
            setTyped(data.value);
            change([...value.filter(isKnown), ...idsIn(data.value).filter((id) => !isKnown(id))]);
          }}
        />
      </Field>
    </fieldset>
  );
}
