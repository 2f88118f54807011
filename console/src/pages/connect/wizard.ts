/** How far connecting a tenant has come, as the address tells. */
export const STEPS = ["customer", "tenant", "way", "check"] as const;

export type StepName = (typeof STEPS)[number];
export type Way = "gdap" | "consent";

type Search = Readonly<Record<string, string | undefined>>;

export interface Wish {
  customer: string | undefined;
  tenant: string | undefined;
  way: Way | undefined;
  template: string | undefined;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DOMAIN = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** A tenant's id or one of its domains, as somebody typed it; nothing where it is neither. */
export function tenantTyped(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase();
  return GUID.test(trimmed) || DOMAIN.test(trimmed) ? trimmed : undefined;
}

export function wishOf({ customer, tenant, way, template }: Search): Wish {
  return { customer, tenant, way: way === "gdap" || way === "consent" ? way : undefined, template };
}

/** Whether all that this step asks for is known. */
export function isDone(step: StepName, wish: Wish): boolean {
  switch (step) {
    case "customer":
      return wish.customer !== undefined;
    case "tenant":
      return wish.tenant !== undefined;
    case "way":
      return wish.way === "consent" || (wish.way === "gdap" && wish.template !== undefined);
    case "check":
      return false;
  }
}

/** The step that the address names; an earlier one, where something is missing that it needs. */
export function stepOf(search: Search): StepName {
  const wish = wishOf(search);
  const asked = STEPS.find((step) => step === search["step"]) ?? "check";
  const missing = STEPS.find((step) => !isDone(step, wish)) ?? "check";
  return STEPS.indexOf(asked) < STEPS.indexOf(missing) ? asked : missing;
}
