/** A new template, begun from a preset. */
import { Button, Field, Input, Select, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { useCommand } from "../../ui/command";
import { useDraft } from "../../ui/draft";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { Shown } from "../../ui/Shown";
import { useToast } from "../../ui/toast";
import { DefineTemplateDocument, PresetsDocument } from "./page.gql";
import type { PresetsQuery } from "./page.gql";
import { draftOf, sharesOf, termsOf } from "./terms";
import type { TermsDraft } from "./terms";
import { TermsForm } from "./TermsForm";

const words = text.tenants.templates;

const useStyles = makeStyles({
  form: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM, maxWidth: "80ch" },
  // The words of a preset are longer than a narrow window.
  choice: { "& select": { width: "100%", minWidth: 0, textOverflow: "ellipsis" } },
  row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

interface DefineProps {
  /** It was defined, or not after all. */
  close: (id?: string) => void;
}

export function Define({ close }: DefineProps) {
  const answer = useAsk(PresetsDocument, {});
  return (
    <Section title={words.define}>
      <Shown answer={answer}>{({ gdapPresets }) => <Form presets={gdapPresets} close={close} />}</Shown>
    </Section>
  );
}

interface Draft {
  name: string;
  preset: string;
  /** What was changed about the preset; nothing where it is as it was. */
  terms: TermsDraft | null;
}

function Form({ presets, close }: DefineProps & { presets: PresetsQuery["gdapPresets"] }) {
  const styles = useStyles();
  const [draft, change, clear] = useDraft<Draft>("template.new", { name: "", preset: "MANAGED", terms: null });
  const { run, running, faults } = useCommand(DefineTemplateDocument);
  const toast = useToast();
  const preset = presets.find((it) => it.preset === draft.preset) ?? presets[0];
  if (preset === undefined) {
    return null;
  }
  const terms = draft.terms ?? draftOf(preset.terms);
  const shares = sharesOf(terms.shares);
  const define = async () => {
    if (typeof shares === "number") {
      return;
    }
    const done = await run({ name: draft.name.trim(), terms: termsOf(terms, shares) });
    if (done?.template) {
      toast(words.defined);
      clear();
      close(done.template.id);
    }
  };
  const missing = draft.name.trim() === "" || typeof shares === "number";
  return (
    <div className={styles.form}>
      <Field label={words.name} required>
        <Input value={draft.name} onChange={(_, { value }) => change({ name: value })} />
      </Field>
      <Field label={words.preset} hint={words.presetHint}>
        <Select className={styles.choice} value={preset.preset} onChange={(_, { value }) => change({ preset: value, terms: null })}>
          {presets.map((it) => (
            <option key={it.preset} value={it.preset}>
              {words.presetName(said(words.presets, it.preset), it.purpose)}
            </option>
          ))}
        </Select>
      </Field>
      <TermsForm draft={terms} change={(changed) => change({ terms: { ...terms, ...changed } })} />
      <div role="alert">
        <Problems of={faults} />
      </div>
      <div className={styles.row}>
        <May roles={["TECH", "ADMIN"]} appearance="primary" disabled={missing || running} onClick={() => void define()}>
          {words.defineIt}
        </May>
        <Button onClick={() => close()}>{text.common.cancel}</Button>
      </div>
    </div>
  );
}
