/** One of many, found by how its name begins. */
import { Combobox, Field, Option } from "@fluentui/react-components";
import { useEffect, useState } from "react";

import { text } from "../text";

export interface Choice {
  id: string;
  name: string;
}

interface PickProps {
  label: string;
  hint?: string;
  /** What was found for what is typed. */
  among: readonly Choice[];
  chosen: Choice | undefined;
  choose: (chosen: Choice | undefined) => void;
  /** Called when somebody stops typing. */
  find: (begin: string) => void;
}

/** Milliseconds after the last letter. */
const PAUSE = 250;

export function Pick({ label, hint, among, chosen, choose, find }: PickProps) {
  const [typed, setTyped] = useState(chosen?.name ?? "");
  useEffect(() => {
    const timer = window.setTimeout(() => find(chosen?.name === typed ? "" : typed), PAUSE);
    return () => window.clearTimeout(timer);
  }, [typed, chosen, find]);
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })} required>
      <Combobox
        freeform
        value={typed}
        selectedOptions={chosen === undefined ? [] : [chosen.id]}
        onChange={(event) => {
          setTyped(event.target.value);
          choose(undefined);
        }}
        onOptionSelect={(_, { optionValue }) => {
          const found = among.find((it) => it.id === optionValue);
          if (found !== undefined) {
            setTyped(found.name);
            choose(found);
          }
        }}
      >
        {among.length === 0 ? (
          <Option disabled text="" value="">
            {text.common.noMatches}
          </Option>
        ) : (
          among.map((it) => (
            <Option key={it.id} value={it.id} text={it.name}>
              {it.name}
            </Option>
          ))
        )}
      </Combobox>
    </Field>
  );
}
