/** A field for each thing that a vendor is opened with. Secrets are not shown, and kept nowhere. */
import { Field, Input } from "@fluentui/react-components";

import { text } from "../text";
import { phrase } from "./phrase";
import { isRequired } from "./vendorInputs";
import type { Entered, VendorInput } from "./vendorInputs";

interface VendorFieldsProps {
  of: readonly VendorInput[];
  entered: Entered;
  change: (entered: Entered) => void;
}

function hintOf({ about, kind }: VendorInput): string {
  const hint = about.charAt(0).toUpperCase() + about.slice(1);
  return kind === "SECRET" ? text.vendors.secretHint(hint) : hint;
}

/** `client-id` is `Client ID`. */
export function inputName(name: string): string {
  return phrase(name.replaceAll("-", "_"));
}

export function VendorFields({ of, entered, change }: VendorFieldsProps) {
  return of.map((input) => (
    <Field key={input.name} label={inputName(input.name)} hint={hintOf(input)} required={isRequired(input)}>
      <Input
        type={input.kind === "SECRET" ? "password" : "text"}
        autoComplete="off"
        value={entered[input.name] ?? ""}
        onChange={(_, { value }) => change({ ...entered, [input.name]: value })}
      />
    </Field>
  ));
}
