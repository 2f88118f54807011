/** What is asked for when somebody wants to see it, not whenever something happens: a preview. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useRef, useState } from "react";
import { useClient } from "urql";
import type { AnyVariables } from "urql";

import { faultOf } from "./fault";
import type { Fault } from "./fault";

export interface Look<Data, Variables> {
  look: (variables: Variables) => Promise<void>;
  looking: boolean;
  /** What was seen last; nothing where it could not be asked for. */
  seen: Data | undefined;
  faults: readonly Fault[];
  /** What was seen holds no more. */
  forget: () => void;
}

export function useLook<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
): Look<Data, Variables> {
  const client = useClient();
  const [seen, setSeen] = useState<Data>();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [looking, setLooking] = useState(false);
  // Whoever changed what is asked for meanwhile does not want the answer.
  const turn = useRef(0);
  const look = async (variables: Variables) => {
    turn.current += 1;
    const mine = turn.current;
    setLooking(true);
    setFaults([]);
    const { data, error } = await client.query(query, variables, { requestPolicy: "network-only" }).toPromise();
    if (mine === turn.current) {
      setLooking(false);
      setSeen(data);
      setFaults(error === undefined ? [] : [faultOf(error)]);
    }
  };
  const forget = () => {
    turn.current += 1;
    setLooking(false);
    setSeen(undefined);
    setFaults([]);
  };
  return { look, looking, seen, faults, forget };
}
