/** Terms as people type them: a line for each group, its roles behind it. */
import type { GdapTermsInput, TermsShownFragment } from "./page.gql";

export type Terms = TermsShownFragment;

export interface TermsDraft {
  shares: string;
  termDays: string;
  approvalDays: string;
  attentionHours: string;
  autoExtend: boolean;
  missingGroups: string;
  appAccess: string;
}

/** `Group: Role, Role` in each line. */
export function sharesAsText(shares: Terms["shares"]): string {
  return shares.map(({ group, roles }) => `${group}: ${roles.map(({ name }) => name).join(", ")}`).join("\n");
}

/** The groups and roles of such a text, or the first line that cannot be read, counted from 1. */
export function sharesOf(text: string): { group: string; roles: string[] }[] | number {
  const shares: { group: string; roles: string[] }[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") {
      continue;
    }
    // Roles have no colon in their names; groups may.
    const colon = line.lastIndexOf(":");
    const group = line.slice(0, Math.max(colon, 0)).trim();
    const roles = line
      .slice(colon + 1)
      .split(",")
      .map((role) => role.trim())
      .filter((role) => role !== "");
    if (group === "" || roles.length === 0) {
      return index + 1;
    }
    shares.push({ group, roles });
  }
  return shares;
}

export function draftOf(terms: Terms): TermsDraft {
  return {
    shares: sharesAsText(terms.shares),
    termDays: String(terms.termDays),
    approvalDays: String(terms.approvalDays),
    attentionHours: String(terms.attentionHours),
    autoExtend: terms.autoExtend,
    missingGroups: terms.missingGroups,
    appAccess: terms.appAccess,
  };
}

/** What is sent. A number that is none is left to the server, which says what it wants. */
export function termsOf(draft: TermsDraft, shares: { group: string; roles: string[] }[]): GdapTermsInput {
  const number = (text: string) => (Number.isSafeInteger(Number(text)) ? Math.min(Number(text), 100_000) : 0);
  return {
    shares,
    termDays: number(draft.termDays),
    approvalDays: number(draft.approvalDays),
    attentionHours: number(draft.attentionHours),
    autoExtend: draft.autoExtend,
    missingGroups: draft.missingGroups === "REFUSE" ? "REFUSE" : "CREATE",
    appAccess: draft.appAccess === "BY_CUSTOMER" ? "BY_CUSTOMER" : "BY_PARTNER",
  };
}
