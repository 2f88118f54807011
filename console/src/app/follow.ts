/** Subscriptions of a page's own, through the socket of all. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";

import { useEffect, useRef, useState } from "react";
import { CombinedError, stringifyDocument } from "urql";

import { useSocket } from "./live";

/** Milliseconds until what is followed for good begins again. */
const PAUSE = 2000;

interface Follower<Data> {
  next: (data: Data) => void;
  /** It is over, by what went wrong or because all is told. */
  over?: (error: CombinedError | undefined) => void;
  /** It begins again whenever it is over. */
  forGood?: boolean;
  /** Nothing is followed now. */
  pause?: boolean;
}

function faultOf(failed: unknown): CombinedError {
  return Array.isArray(failed) && failed.length > 0
    ? new CombinedError({ graphQLErrors: failed })
    : new CombinedError({ networkError: new Error(String(failed)) });
}

/** What was told last when the socket broke may be told again. */
export function useFollow<Data, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { forGood = false, pause = false, ...told }: Follower<Data>,
): void {
  const socket = useSocket();
  const [turn, setTurn] = useState(0);
  const call = useRef(told);
  call.current = told;
  const key = JSON.stringify(variables);
  useEffect(() => {
    if (pause || socket === undefined) {
      return undefined;
    }
    let waiting: number | undefined;
    let ended = false;
    const over = (error: CombinedError | undefined) => {
      // The protocol tells the end of what was given up here as well.
      if (ended) {
        return;
      }
      ended = true;
      call.current.over?.(error);
      if (forGood) {
        waiting = window.setTimeout(() => setTurn((turn) => turn + 1), PAUSE);
      }
    };
    const stop = socket.subscribe<Data>(
      { query: stringifyDocument(document), variables: JSON.parse(key) as Record<string, unknown> },
      {
        next: ({ data, errors }) => (data ? call.current.next(data) : over(faultOf(errors))),
        error: (failed) => over(faultOf(failed)),
        complete: () => over(undefined),
      },
    );
    return () => {
      ended = true;
      window.clearTimeout(waiting);
      stop();
    };
  }, [socket, document, key, pause, forGood, turn]);
}
