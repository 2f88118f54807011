/** What a list is narrowed by. Each is a part of the page's address. */
import { Field, SearchBox, Select, makeStyles, tokens } from "@fluentui/react-components";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";

import { text } from "../text";

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  field: { minWidth: "200px", maxWidth: "100%", "@media (max-width: 639px)": { width: "100%", minWidth: 0 } },
  // As wide as its longest choice otherwise, and that may be wider than a telephone.
  select: { minWidth: 0, maxWidth: "100%", "& select": { minWidth: 0, width: "100%" } },
});

export function Filters({ children }: { children: ReactNode }) {
  const styles = useStyles();
  return (
    <div role="search" className={styles.row}>
      {children}
    </div>
  );
}

/** Milliseconds after the last letter. */
const PAUSE = 300;

interface FindProps {
  label: string;
  value: string | undefined;
  change: (value: string | undefined) => void;
}

/** Looks when somebody stops typing. */
export function Find({ label, value = "", change }: FindProps) {
  const styles = useStyles();
  const [typed, setTyped] = useState(value);
  const call = useRef(change);
  call.current = change;
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) {
      return undefined;
    }
    const timer = window.setTimeout(() => call.current(typed === "" ? undefined : typed), PAUSE);
    return () => window.clearTimeout(timer);
  }, [typed, value]);
  return (
    <Field label={label} className={styles.field}>
      <SearchBox value={typed} onChange={(_, data) => setTyped(data.value)} />
    </Field>
  );
}

interface ChooseProps {
  label: string;
  value: string | undefined;
  /** Each value with its words. */
  among: readonly (readonly [string, string])[];
  /** What choosing none of them is called. */
  none?: string | undefined;
  change: (value: string | undefined) => void;
}

export function Choose({ label, value, among, none = text.common.all, change }: ChooseProps) {
  const styles = useStyles();
  return (
    <Field label={label} className={styles.field}>
      <Select className={styles.select} value={value ?? ""} onChange={(_, data) => change(data.value === "" ? undefined : data.value)}>
        <option value="">{none}</option>
        {among.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
    </Field>
  );
}
