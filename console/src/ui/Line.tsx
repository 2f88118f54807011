/** A line of text to fill in. */
import { Field, Input } from "@fluentui/react-components";

import { text } from "../text";

interface LineProps {
  label: string;
  value: string;
  change: (value: string) => void;
  hint?: string;
  required?: boolean;
  type?: "text" | "number" | "email" | "url" | "datetime-local";
}

export function Line({ label, value, change, hint, required = false, type = "text" }: LineProps) {
  return (
    <Field label={label} required={required} {...(hint === undefined ? {} : { hint })}>
      <Input type={type} value={value} onChange={(_, data) => change(data.value)} />
    </Field>
  );
}

const NAMES = new Intl.DisplayNames(undefined, { type: "region", fallback: "none" });

function countryOf(letters: string): string | undefined {
  return /^[a-z]{2}$/i.test(letters) ? NAMES.of(letters.toUpperCase()) : undefined;
}

/** A country by its two letters, with its name beside them once it is one. */
export function Country({ label = text.approvals.pick.country, ...props }: Omit<LineProps, "label" | "type"> & { label?: string }) {
  return <Line {...props} label={label} hint={countryOf(props.value.trim()) ?? text.approvals.pick.countryHint} />;
}
