/** What a page shows, asked for once and again whenever something happens to it. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useQuery } from "urql";
import type { AnyVariables, CombinedError } from "urql";

import { useLive } from "../app/live";

export interface Answer<Data> {
  data: Data | undefined;
  /** Set where nothing could be shown, or what is shown may be old. */
  error: CombinedError | undefined;
  /** Nothing is there yet. */
  loading: boolean;
  again: () => void;
}

interface How {
  /** Nouns (as the record calls its streams) whose events make it be asked again. */
  live?: readonly string[];
  /** Only events of this stream. */
  id?: string;
  /** Not asked at all. */
  pause?: boolean;
}

export function useAsk<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { live = [], id, pause = false }: How = {},
): Answer<Data> {
  const [{ data, error, fetching }, reexecute] = useQuery<Data, Variables>({
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
  return { data, error, loading: data === undefined && fetching, again };
}
