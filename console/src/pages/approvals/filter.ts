/** What the inbox's address says, as the API wants it. What is not known there is not looked for. */
import { text } from "../../text";
import type { ApprovalFilter, ApprovalOrder } from "./page.gql";

export const CONCERNS = {
  waits: { concern: "WAITS_FOR_ME" },
  mine: { concern: "ASKED_BY_ME" },
  all: {},
} as const satisfies Record<string, ApprovalFilter>;

export type TabName = keyof typeof CONCERNS;

export function tabOf(value: string | undefined): TabName {
  return value === "mine" || value === "all" ? value : "waits";
}

export function orderOf(value: string | undefined): ApprovalOrder {
  return value === "ENDING_SOONEST" ? value : "NEWEST";
}

function oneOf<Name extends string>(among: Readonly<Record<Name, unknown>>, value: string | undefined): Name | undefined {
  const names = Object.keys(among) as Name[];
  return names.find((name) => name === value);
}

export function filterOf(address: Readonly<Record<string, string | undefined>>): ApprovalFilter {
  const status = oneOf(text.approvals.statuses, address["status"]);
  const kind = oneOf(text.approvals.kinds, address["kind"]);
  const risk = oneOf(text.approvals.risks, address["risk"]);
  const { customer, since } = address;
  return {
    // In the inbox of whoever looks there is nothing but what waits.
    ...(status === undefined || tabOf(address["tab"]) === "waits" ? {} : { status }),
    ...(kind === undefined ? {} : { kind }),
    ...(risk === undefined ? {} : { risk }),
    ...(customer === undefined ? {} : { customer }),
    ...(since === undefined ? {} : { since }),
  };
}

export function isFiltered(filter: ApprovalFilter): boolean {
  return Object.keys(filter).length > 0;
}
