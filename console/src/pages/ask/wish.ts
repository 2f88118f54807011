/** What somebody filled in, as a wish that the API understands. */
import { userOf } from "../../ui/ids";
import type { ApprovalWishInput } from "./page.gql";

/** What can be asked for here. Other changes are asked for where they are about something: a vendor, a transfer, a preview. */
export const KINDS = [
  "CREATE_USER",
  "DISABLE_USER",
  "ENABLE_USER",
  "ASSIGN_LICENCES",
  "REMOVE_LICENCES",
  "WITHDRAW_CONSENT",
  "ARCHIVE_CUSTOMER",
  "DISCONNECT_PARTNER",
] as const;

export type Kind = (typeof KINDS)[number];

/** What a kind needs beside the customer; nothing about whom it is not. */
export const NEEDS: Record<Kind, readonly ("customer" | "tenant" | "user" | "licences" | "person" | "days" | "country")[]> = {
  CREATE_USER: ["customer", "tenant", "person", "country", "licences"],
  DISABLE_USER: ["customer", "tenant", "user", "days"],
  ENABLE_USER: ["customer", "tenant", "user"],
  ASSIGN_LICENCES: ["customer", "tenant", "user", "licences", "country"],
  REMOVE_LICENCES: ["customer", "tenant", "user", "licences"],
  WITHDRAW_CONSENT: ["customer", "tenant"],
  ARCHIVE_CUSTOMER: ["customer"],
  DISCONNECT_PARTNER: [],
};

export interface Draft {
  user: string;
  name: string;
  displayName: string;
  givenName: string;
  surname: string;
  jobTitle: string;
  department: string;
  country: string;
  days: string;
  licences: readonly string[];
  reason: string;
}

export const EMPTY: Draft = {
  user: "",
  name: "",
  displayName: "",
  givenName: "",
  surname: "",
  jobTitle: "",
  department: "",
  country: "",
  days: "",
  licences: [],
  reason: "",
};

export interface Where {
  customer: string | undefined;
  tenant: string | undefined;
}

/** Leaves out what nobody said. */
function given<Name extends string>(texts: Readonly<Record<Name, string>>): Partial<Record<Name, string>> {
  const said = Object.entries<string>(texts).map(([name, text]) => [name, text.trim()] as const);
  return Object.fromEntries(said.filter(([, text]) => text !== "")) as Partial<Record<Name, string>>;
}

function daysOf(text: string): number | undefined {
  return /^\d{1,3}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

/** Nothing while something is missing that it takes. */
export function wishOf(kind: Kind, { customer, tenant }: Where, draft: Draft): ApprovalWishInput | undefined {
  if (kind === "DISCONNECT_PARTNER") {
    return { operation: { ofMsp: kind } };
  }
  if (customer === undefined) {
    return undefined;
  }
  if (kind === "ARCHIVE_CUSTOMER") {
    return { operation: { archiveCustomer: { customer } } };
  }
  if (tenant === undefined) {
    return undefined;
  }
  if (kind === "WITHDRAW_CONSENT") {
    return { operation: { withdrawConsent: { customer, tenant } } };
  }
  const country = draft.country.trim().toUpperCase();
  const licences = [...draft.licences];
  if (kind === "CREATE_USER") {
    const name = draft.name.trim();
    const displayName = draft.displayName.trim();
    if (name === "" || displayName === "" || country === "") {
      return undefined;
    }
    const { givenName, surname, jobTitle, department } = draft;
    const more = given({ givenName, surname, jobTitle, department });
    return { operation: { createUser: { customer, tenant, name, displayName, usageLocation: country, licences, ...more } } };
  }
  if (draft.user.trim() === "") {
    return undefined;
  }
  const account = { customer, tenant, user: userOf(draft.user) };
  if (kind === "ENABLE_USER") {
    return { operation: { enableUser: { account } } };
  }
  if (kind === "DISABLE_USER") {
    const days = daysOf(draft.days);
    if (draft.days.trim() !== "" && days === undefined) {
      return undefined;
    }
    return { operation: { disableUser: { account, ...(days === undefined ? {} : { removeLicencesAfterDays: days }) } } };
  }
  if (licences.length === 0) {
    return undefined;
  }
  if (kind === "REMOVE_LICENCES") {
    return { operation: { removeLicences: { account, licences } } };
  }
  return { operation: { assignLicences: { account, licences, ...(country === "" ? {} : { usageLocation: country }) } } };
}
