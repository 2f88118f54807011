/** What the address says is looked for, as the API is asked for it. */
import type { VendorConnectionFilter, VendorPhase } from "./page.gql";

export const PHASES: readonly VendorPhase[] = ["CONNECTED", "PAUSED", "DISCONNECTED"];
export const STALE = ["true", "false"] as const;

export function filterOf(address: Readonly<Record<string, string | undefined>>): VendorConnectionFilter {
  const { name, vendor } = address;
  const phase = PHASES.find((it) => it === address["phase"]);
  const stale = STALE.find((it) => it === address["stale"]);
  return {
    ...(name === undefined ? {} : { nameBeginsWith: name }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(phase === undefined ? {} : { phase }),
    ...(stale === undefined ? {} : { stale: stale === "true" }),
  };
}
