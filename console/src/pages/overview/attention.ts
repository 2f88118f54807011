/** What needs somebody, the most pressing first. What there is none of is left out. */
import type { Tone } from "../../ui/Mark";
import type { OverviewQuery } from "./page.gql";

export type Fleet = OverviewQuery["fleet"];

export type MatterName =
  | "failed"
  | "stuck"
  | "mine"
  | "undecided"
  | "halted"
  | "elsewhere"
  | "vendors"
  | "drifted"
  | "unmapped"
  | "customer";

export interface Matter {
  name: MatterName;
  count: number;
  tone: Tone;
  /** Where all of them are, where there is a list of just these. */
  to?: string;
  search?: Readonly<Record<string, string>>;
}

export function mattersOf({ tenants, onboardings, approvals, vendors }: Fleet): readonly Matter[] {
  const all = { tab: "all" };
  const matters: readonly Matter[] = [
    { name: "stuck", count: onboardings.needAttention, tone: "bad" },
    { name: "halted", count: approvals.needAttention, tone: "bad", to: "/approvals", search: { ...all, status: "ATTENTION" } },
    { name: "failed", count: tenants.error, tone: "bad", to: "/tenants", search: { status: "ERROR" } },
    { name: "mine", count: approvals.waitForMe, tone: "waits", to: "/approvals" },
    { name: "vendors", count: vendors.withProblem, tone: "bad", to: "/vendors" },
    { name: "drifted", count: tenants.drifted, tone: "waits" },
    {
      name: "elsewhere",
      count: approvals.waitForSomebody,
      tone: "waits",
      to: "/approvals",
      search: { ...all, status: "UNDER_WAY" },
    },
    {
      name: "undecided",
      // Those that wait for whoever looks are told above.
      count: Math.max(0, approvals.waitForDecisions - approvals.waitForMe),
      tone: "quiet",
      to: "/approvals",
      search: { ...all, status: "WAITING" },
    },
    { name: "unmapped", count: vendors.recordsUnmapped, tone: "waits", to: "/mapping" },
    { name: "customer", count: onboardings.waitForCustomer, tone: "quiet" },
  ];
  return matters.filter(({ count }) => count > 0);
}

/** Nothing is looked after yet. */
export function isNew({ customers, tenants }: Fleet): boolean {
  return customers + tenants.discovered + tenants.onboarding + tenants.active + tenants.error === 0;
}
