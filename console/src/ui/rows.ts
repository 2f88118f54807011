/** A long list, of which only what somebody looked at is fetched, and kept as it is now. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useEffect, useRef, useState } from "react";
import { useClient } from "urql";
import type { AnyVariables, CombinedError } from "urql";

import { useLive } from "../app/live";
import { joined } from "./joined";
import type { Leaf } from "./joined";

/** As lists of the API are told: Relay's connections. */
export interface Connection<Row> {
  edges: readonly { node: Row }[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface Rows<Row> {
  rows: readonly Row[];
  /** The first are on their way. */
  loading: boolean;
  error: CombinedError | undefined;
  hasMore: boolean;
  /** Fetches the next, where there are more and none are on their way. */
  more: () => void;
  again: () => void;
  /** Tells which rows are looked at, so that these are the ones that are kept as they are now. */
  seen: (first: number, last: number) => void;
}

/** Rows that are fetched at a time. */
const LEAF = 50;

interface How<Data, Row> {
  list: (data: Data) => Connection<Row>;
  live?: readonly string[];
  pause?: boolean;
}

/** `variables` are those of the query but `first` and `after`. */
export function useRows<Data, Variables extends AnyVariables, Row extends { id: string }>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables & object, "first" | "after">,
  { list, live = [], pause = false }: How<Data, Row>,
): Rows<Row> {
  const client = useClient();
  const [leaves, setLeaves] = useState<readonly Leaf<Row>[]>([]);
  const [error, setError] = useState<CombinedError>();
  const [loading, setLoading] = useState(true);
  const looked = useRef({ first: 0, last: LEAF });
  const busy = useRef(false);
  const key = JSON.stringify(variables);
  const current = useRef(key);
  current.current = key;

  const fetch = async (after: string | undefined): Promise<Leaf<Row> | undefined> => {
    const asked = key;
    const all = { ...variables, first: LEAF, after } as unknown as Variables;
    const answer = await client.query(query, all, { requestPolicy: "network-only" }).toPromise();
    if (current.current !== asked) {
      return undefined;
    }
    setError(answer.error);
    // A list that is refused takes the whole answer with it.
    if (answer.data === undefined || answer.data === null) {
      return undefined;
    }
    const { edges, pageInfo } = list(answer.data);
    const end = pageInfo.endCursor ?? undefined;
    return { after, end, hasNext: pageInfo.hasNextPage, rows: edges.map((edge) => edge.node) };
  };

  /** Where it fails, rows of something else go, and those that were asked for before stay. */
  const begin = async (before: "other" | "same") => {
    const leaf = await fetch(undefined);
    if (current.current === key) {
      setLeaves((all) => (leaf !== undefined ? [leaf] : before === "same" ? all : []));
      setLoading(false);
    }
  };
  useEffect(() => {
    if (!pause) {
      setLoading(true);
      void begin("other");
    }
    // The key stands for the variables.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, pause]);

  const last = leaves.at(-1);
  const more = () => {
    if (busy.current || last === undefined || !last.hasNext) {
      return;
    }
    busy.current = true;
    void fetch(last.end).then((leaf) => {
      busy.current = false;
      if (leaf !== undefined) {
        setLeaves((all) => (all.at(-1) === last ? [...all, leaf] : all));
      }
    });
  };

  // What stands in place of rows stays while it is asked again: people may be at work there.
  const refresh = async () => {
    if (leaves.length === 0) {
      await begin("same");
      return;
    }
    let first = 0;
    for (const [index, leaf] of leaves.entries()) {
      const behind = first + leaf.rows.length;
      const isSeen = behind >= looked.current.first && first <= looked.current.last;
      first = behind;
      if (isSeen) {
        const fresh = await fetch(leaf.after);
        if (fresh === undefined) {
          return;
        }
        setLeaves((all) => joined(all, index, fresh));
      }
    }
  };
  useLive(live, () => (pause ? undefined : void refresh()));

  return {
    rows: leaves.length === 1 ? (leaves[0]?.rows ?? []) : leaves.flatMap((leaf) => leaf.rows),
    loading: loading && leaves.length === 0,
    error,
    hasMore: last?.hasNext ?? false,
    more,
    again: () => {
      setLoading(true);
      void begin("same");
    },
    seen: (first, last) => {
      looked.current = { first, last };
    },
  };
}
