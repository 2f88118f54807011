/** What something happened to, by its name where it has one that people know. */
import { noun } from "./happening";

/** An MSP has one of each: which one says nothing. */
const SINGLE: ReadonlySet<string> = new Set(["partner_connection", "settings", "standstill", "team"]);

interface Stream {
  streamType: string;
  streamId: string;
  streamName: string | null;
}

/** "Customer Adatum Bakery"; without a name its id. */
export function Subject({ of }: { of: Stream }) {
  const what = noun(of.streamType);
  return SINGLE.has(of.streamType) ? what : `${what} ${of.streamName ?? of.streamId}`;
}
