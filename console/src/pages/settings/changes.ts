/** What somebody changed of the settings, against what is set. */
import type { ApprovalRisk, SettingsShownFragment } from "./page.gql";

export type Settings = SettingsShownFragment;

/** As it is typed: numbers as texts. */
export interface Draft {
  numbers: Record<string, string>;
  switches: Record<string, boolean>;
  currency: string;
  twoPerson: readonly ApprovalRisk[];
}

export const NUMBERS = {
  sync: ["discoveryEveryHours", "staleAfterHours"],
  billing: ["monthStartsOn"],
  reconcile: ["priceToleranceHundredths", "quantityTolerance", "renewalNoticeDays"],
  approvals: ["validDays"],
} as const;

export const SWITCHES = { sync: ["linkCertain"], billing: [], reconcile: ["includeTrials"], approvals: [] } as const;

export type Part = keyof typeof NUMBERS;
export const PARTS = Object.keys(NUMBERS) as Part[];

type Values = Readonly<Record<string, unknown>>;

export function drafted(settings: Settings): Draft {
  const all: Values = { ...settings.sync, ...settings.billing, ...settings.reconcile, ...settings.approvals };
  const numbers = Object.values(NUMBERS).flat();
  const switches = Object.values(SWITCHES).flat();
  return {
    numbers: Object.fromEntries(numbers.map((name) => [name, String(all[name])])),
    switches: Object.fromEntries(switches.map((name) => [name, all[name] === true])),
    currency: settings.billing.displayCurrency ?? "",
    twoPerson: settings.approvals.twoPerson,
  };
}

/** What somebody is changing, on top of what others have set meanwhile. */
export function carried(before: Settings, now: Settings, draft: Draft): Draft {
  const [was, is] = [drafted(before), drafted(now)];
  const mine = <Value>(old: Record<string, Value>, fresh: Record<string, Value>, own: Record<string, Value>) =>
    Object.fromEntries(Object.entries(own).map(([name, value]) => [name, value === old[name] ? (fresh[name] ?? value) : value]));
  return {
    numbers: mine(was.numbers, is.numbers, draft.numbers),
    switches: mine(was.switches, is.switches, draft.switches),
    currency: draft.currency === was.currency ? is.currency : draft.currency,
    twoPerson: [...draft.twoPerson].sort().join() === [...was.twoPerson].sort().join() ? is.twoPerson : draft.twoPerson,
  };
}

/** Only what differs, as the server takes it. A number that is none is left for the server to refuse. */
export function changed(settings: Settings, draft: Draft): Record<Part, Values> {
  const before = drafted(settings);
  const input: Record<Part, Record<string, unknown>> = { sync: {}, billing: {}, reconcile: {}, approvals: {} };
  for (const part of PARTS) {
    for (const name of NUMBERS[part]) {
      if (draft.numbers[name] !== before.numbers[name]) {
        input[part][name] = Number(draft.numbers[name]);
      }
    }
    for (const name of SWITCHES[part]) {
      if (draft.switches[name] !== before.switches[name]) {
        input[part][name] = draft.switches[name];
      }
    }
  }
  if (draft.currency !== before.currency) {
    input.billing["displayCurrency"] = draft.currency;
  }
  if ([...draft.twoPerson].sort().join() !== [...before.twoPerson].sort().join()) {
    input.approvals["twoPerson"] = draft.twoPerson;
  }
  return input;
}

export function isNothing(change: Record<Part, Values>): boolean {
  return PARTS.every((part) => Object.keys(change[part]).length === 0);
}

/** One line of what would be set: a text, yes or no, or risks. */
export interface Difference {
  name: string;
  before: Value;
  after: Value;
}

export type Value = string | boolean | readonly ApprovalRisk[];

/** Each setting that would be another, for whoever is to confirm it. */
export function differences(settings: Settings, draft: Draft): readonly Difference[] {
  const before = drafted(settings);
  const input = changed(settings, draft);
  const values = ({ numbers, switches, currency, twoPerson }: Draft): Readonly<Record<string, Value>> => ({
    ...numbers,
    ...switches,
    displayCurrency: currency,
    twoPerson,
  });
  const names = PARTS.flatMap((part) => Object.keys(input[part]));
  return names.map((name) => ({ name, before: values(before)[name] ?? "", after: values(draft)[name] ?? "" }));
}
