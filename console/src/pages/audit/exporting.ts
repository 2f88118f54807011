/** All events that the filters let through, as a file: made here, page by page, of what the API answers. */
import { useRef, useState } from "react";
import { useClient } from "urql";
import type { Client, CombinedError } from "urql";

import { save } from "../../ui/save";
import { LedgerNowDocument, TimelineInFullDocument } from "./page.gql";
import type { EventFilter } from "./page.gql";

export interface Progress {
  events: number;
  percent: number;
}

interface Exporting {
  progress: Progress | undefined;
  error: CombinedError | undefined;
  /** Answers how many there were; nothing where it was stopped or failed. */
  begin: () => Promise<number | undefined>;
  stop: () => void;
}

const FRESH = { requestPolicy: "network-only" } as const;

/** Reads up to where the ledger is now, so that it comes to an end however much happens meanwhile. */
async function* pages(client: Client, filter: EventFilter) {
  const now = await client.query(LedgerNowDocument, {}, FRESH).toPromise();
  if (now.data === undefined) {
    throw now.error;
  }
  const until = now.data.ledger.position;
  let after: string | undefined;
  for (let more = true; more; ) {
    const variables = { filter, until, ...(after === undefined ? {} : { after }) };
    const { data, error } = await client.query(TimelineInFullDocument, variables, FRESH).toPromise();
    if (data === undefined) {
      throw error;
    }
    const events = data.timeline.edges.map((edge) => edge.node);
    const { hasNextPage, endCursor } = data.timeline.pageInfo;
    more = hasNextPage;
    after = endCursor ?? undefined;
    const reached = more ? Number(events.at(-1)?.position ?? until) / Number(until) : 1;
    yield { events, percent: Math.floor(reached * 100) };
  }
}

function saved(lines: readonly string[]): void {
  save(`events-${new Date().toISOString().slice(0, 10)}.jsonl`, "application/jsonl", ...lines);
}

export function useExport(filter: EventFilter): Exporting {
  const client = useClient();
  const [progress, setProgress] = useState<Progress>();
  const [error, setError] = useState<CombinedError>();
  const stopped = useRef(false);
  const begin = async () => {
    stopped.current = false;
    setError(undefined);
    setProgress({ events: 0, percent: 0 });
    const lines: string[] = [];
    try {
      for await (const { events, percent } of pages(client, filter)) {
        if (stopped.current) {
          return undefined;
        }
        lines.push(...events.map((event) => `${JSON.stringify(event)}\n`));
        setProgress({ events: lines.length, percent });
      }
      saved(lines);
      return lines.length;
    } catch (failed) {
      setError(failed as CombinedError);
      return undefined;
    } finally {
      setProgress(undefined);
    }
  };
  const stop = () => {
    stopped.current = true;
    setProgress(undefined);
  };
  return { progress, error, begin, stop };
}
