/** How an account at a vendor is, in one word: of several things the one that somebody has to know first. */
import type { VendorHealthPartsFragment } from "./fragments.gql";

export type Health = "DISCONNECTED" | "PAUSED" | "FAILS" | "STALE" | "READING" | "DOUBTS" | "UNTESTED" | "WORKS";

export function healthOf({ phase, stale, requested, run, test }: VendorHealthPartsFragment): Health {
  if (phase === "DISCONNECTED" || phase === "PAUSED") {
    return phase;
  }
  if (test.status === "FAILS") {
    return "FAILS";
  }
  if (run !== null || requested) {
    return "READING";
  }
  return stale ? "STALE" : test.status;
}

interface Reading {
  readAt: string | null;
  staleSince: string | null;
}

/** How many kinds of records the look that is under way is done with. */
export function doneOf(readings: readonly Reading[], since: string | null): number {
  if (since === null) {
    return 0;
  }
  const began = Date.parse(since);
  const isBehind = (at: string | null) => at !== null && Date.parse(at) >= began;
  return readings.filter((it) => isBehind(it.readAt) || isBehind(it.staleSince)).length;
}
