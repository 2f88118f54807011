/** Many onboardings at once: how far each has come. One that goes wrong is no matter to the others. */
import type { Fault } from "../../ui/fault";
import type { DryRunShownFragment } from "./page.gql";

/** A tenant that was chosen. */
export interface Candidate {
  tenantId: string;
  name: string;
  customer: string | undefined;
}

export type State =
  | "WAITS"
  | "LOOKING"
  | "READY"
  | "NO_CUSTOMER"
  | "BLOCKED"
  | "NOT_NEEDED"
  | "STARTING"
  | "STARTED"
  | "REFUSED";

export interface Progress {
  state: State;
  dry?: DryRunShownFragment;
  faults: readonly Fault[];
}

/** What a look at one of them came to. */
export function lookedAt(dry: DryRunShownFragment): Progress {
  const faults = dry.problems.map((problem) => ({ ...problem, message: problem.sentence ?? problem.detail ?? problem.code }));
  if (dry.start === "UNDER_WAY" || dry.start === "IN_PLACE") {
    return { state: "NOT_NEEDED", dry, faults: [] };
  }
  return { state: dry.start === "BEGINS" && faults.length === 0 ? "READY" : "BLOCKED", dry, faults };
}

/** How many things would be made, and how many are used as they are. */
export function counted({ relationship, groups, app }: DryRunShownFragment): { made: number; used: number } {
  const fates = [relationship.fate, app, ...groups.flatMap(({ group, assignment }) => [group, assignment])];
  return {
    made: fates.filter((fate) => fate === "CREATED").length,
    used: fates.filter((fate) => fate === "REUSED" || fate === "ADOPTED").length,
  };
}

/** Does it for all of them, no more than some at the same time. What throws is `work`'s own matter. */
export async function someAtATime<Item>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
}
