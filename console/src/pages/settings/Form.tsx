/** All settings, of which those are sent that somebody changed. */
import { Button, Checkbox, Field, Input, Switch, Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { useMay } from "../../app/session";
import { text } from "../../text";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { NUMBERS, PARTS, SWITCHES, carried, changed, drafted, isNothing } from "./changes";
import type { Draft, Part, Settings } from "./changes";
import type { ApprovalRisk } from "./page.gql";
import { Save } from "./Save";

const words = text.settings;
const fields: Readonly<Record<string, string>> = words.fields;
const RISKS = Object.keys(words.risks) as ApprovalRisk[];

const useStyles = makeStyles({
  set: { border: 0, margin: 0, padding: 0, minWidth: 0 },
  part: { display: "grid", gap: tokens.spacingVerticalM, maxWidth: "480px" },
  actions: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
});

/** What is being changed outlives what others change meanwhile. */
function useDrafted(settings: Settings) {
  const [seen, setSeen] = useState(settings);
  const [draft, setDraft] = useState(() => drafted(settings));
  if (JSON.stringify(seen) !== JSON.stringify(settings)) {
    setSeen(settings);
    setDraft(carried(seen, settings, draft));
  }
  return [draft, setDraft] as const;
}

export function Form({ settings }: { settings: Settings }) {
  const styles = useStyles();
  const may = useMay("ADMIN");
  const [draft, setDraft] = useDrafted(settings);
  const [asking, setAsking] = useState(false);
  const nothing = isNothing(changed(settings, draft));
  return (
    <>
      {PARTS.map((part) => (
        <Section key={part} title={words[part]}>
          <fieldset disabled={!may} className={styles.part} style={{ border: 0, margin: 0, padding: 0 }}>
            <Values part={part} draft={draft} change={(change) => setDraft((it) => ({ ...it, ...change }))} />
          </fieldset>
        </Section>
      ))}
      <div className={styles.actions}>
        <May roles={["ADMIN"]} appearance="primary" disabled={nothing} onClick={() => setAsking(!nothing)}>
          {words.save}
        </May>
        <Button onClick={() => setDraft(drafted(settings))}>{words.reset}</Button>
        {nothing ? <Text>{words.nothing}</Text> : null}
      </div>
      {asking ? <Save settings={settings} draft={draft} close={() => setAsking(false)} /> : null}
    </>
  );
}

interface ValuesProps {
  part: Part;
  draft: Draft;
  change: (change: Partial<Draft>) => void;
}

function Values({ part, draft, change }: ValuesProps) {
  const number = (name: string, value: string) => change({ numbers: { ...draft.numbers, [name]: value } });
  return (
    <>
      {NUMBERS[part].map((name) => (
        <Field key={name} label={fields[name] ?? name}>
          <Input type="number" value={draft.numbers[name] ?? ""} onChange={(_, { value }) => number(name, value)} />
        </Field>
      ))}
      {part === "billing" ? (
        <Field label={words.fields.displayCurrency}>
          <Input value={draft.currency} onChange={(_, { value }) => change({ currency: value })} />
        </Field>
      ) : null}
      {SWITCHES[part].map((name) => (
        <Switch
          key={name}
          label={fields[name] ?? name}
          checked={draft.switches[name] ?? false}
          onChange={(_, { checked }) => change({ switches: { ...draft.switches, [name]: checked } })}
        />
      ))}
      {part === "approvals" ? <TwoPerson draft={draft} change={change} /> : null}
    </>
  );
}

function TwoPerson({ draft, change }: Omit<ValuesProps, "part">) {
  const styles = useStyles();
  const toggle = (risk: ApprovalRisk) => {
    const has = draft.twoPerson.includes(risk);
    change({ twoPerson: has ? draft.twoPerson.filter((it) => it !== risk) : [...draft.twoPerson, risk] });
  };
  return (
    // A `Field` would give all of them the same id, and each label to the first.
    <fieldset className={styles.set}>
      <legend>{words.twoPerson}</legend>
      {RISKS.map((risk) => (
        <Checkbox
          key={risk}
          label={words.risks[risk]}
          checked={draft.twoPerson.includes(risk)}
          onChange={() => toggle(risk)}
        />
      ))}
    </fieldset>
  );
}
