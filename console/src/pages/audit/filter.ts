/** What the address says is looked for, as the API is asked for it. */
import type { EventFilter } from "./page.gql";

export const FILTERS = ["stream", "customer", "actor", "type", "correlationId"] as const;

/** TYPE/ID, as the record names its streams. */
export function isStream(text: string): boolean {
  return /^[a-z][a-z_]*\/[^\s/]+$/.test(text);
}

/** Half a name of a stream is not asked for: it would be turned down while somebody types. */
export function filterOf(address: Readonly<Record<string, string | undefined>>): EventFilter {
  const given = FILTERS.flatMap((name) => {
    const value = address[name]?.trim();
    return value === undefined || value === "" || (name === "stream" && !isStream(value)) ? [] : [[name, value]];
  });
  return Object.fromEntries(given) as EventFilter;
}
