/** What a vendor is opened with: what was entered, as the API wants it. */

export interface VendorInput {
  name: string;
  kind: string;
  about: string;
}

/** By the names of the inputs. */
export type Entered = Readonly<Record<string, string>>;

const isSecret = (input: VendorInput) => input.kind === "SECRET";

export function secretsOf(inputs: readonly VendorInput[]): readonly VendorInput[] {
  return inputs.filter(isSecret);
}

export function settingsOf(inputs: readonly VendorInput[]): readonly VendorInput[] {
  return inputs.filter((it) => !isSecret(it));
}

export function isRequired(input: VendorInput): boolean {
  return input.kind !== "OPTIONAL_SETTING";
}

/** Whether something is missing without which nothing is opened. */
export function isMissing(inputs: readonly VendorInput[], entered: Entered): boolean {
  return inputs.some((it) => isRequired(it) && (entered[it.name] ?? "").trim() === "");
}

/** What is left empty is not given. Secrets are handed on as they are: a blank may be part of one. */
export function given(inputs: readonly VendorInput[], entered: Entered): { name: string; value: string }[] {
  return inputs.flatMap((input) => {
    const typed = entered[input.name] ?? "";
    const value = isSecret(input) ? typed : typed.trim();
    return value === "" ? [] : [{ name: input.name, value }];
  });
}
