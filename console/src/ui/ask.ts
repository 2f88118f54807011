/** What a page shows, asked for once and again whenever something happens to it. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useEffect, useRef } from "react";
import { useQuery } from "urql";
import type { AnyVariables, CombinedError } from "urql";

import { useLive } from "../app/live";
import { held, kept } from "./kept";
import type { Held } from "./kept";

export interface Answer<Data> {
  data: Data | undefined;
  /** Set where nothing could be shown, or what is shown may be old. */
  error: CombinedError | undefined;
  /** Nothing is there yet. */
  loading: boolean;
  /** What is there is the answer for other variables: the one for these is on its way. */
  late: boolean;
  again: () => void;
}

interface How {
  /** Nouns (as the record calls its streams) whose events make it be asked again. */
  live?: readonly string[];
  /** Only events of this stream. */
  id?: string;
  /** Milliseconds after which it is asked again by itself: for what no event tells of. */
  every?: number;
  /** Not asked at all. */
  pause?: boolean;
}

/** What is there stays until there is something newer: nobody loses what they are at because asking again failed. */
export function useAsk<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { live = [], id, every, pause = false }: How = {},
): Answer<Data> {
  const [{ data: told, error, fetching, operation }, reexecute] = useQuery<Data, Variables>({
    query,
    variables,
    pause,
  } as Parameters<typeof useQuery<Data, Variables>>[0]);
  const again = () => {
    if (!pause) {
      reexecute({ requestPolicy: "network-only" });
    }
  };
  useLive(live, again, id);
  useEvery(every, again);
  const wanted = JSON.stringify(variables);
  const answered = operation === undefined ? undefined : JSON.stringify(operation.variables);
  const result = { wanted, answered, data: told ?? undefined, failed: error !== undefined };
  const before = useRef<Held<Data>>(undefined);
  const data = kept(before.current, result);
  before.current = held(before.current, result);
  return { data, error, loading: data === undefined && fetching, late: answered !== wanted, again };
}

/** Nobody looks at a page in a hidden tab, so nothing is asked for it. */
function useEvery(pause: number | undefined, again: () => void): void {
  const call = useRef(again);
  call.current = again;
  useEffect(() => {
    if (pause === undefined) {
      return;
    }
    const timer = window.setInterval(() => (document.hidden ? undefined : call.current()), pause);
    return () => window.clearInterval(timer);
  }, [pause]);
}
