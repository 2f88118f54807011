/** What a page does: one mutation, sent once however often the network makes it be sent. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useRef, useState } from "react";
import { useClient } from "urql";

import { faultOf, isOffline } from "./fault";
import type { Fault } from "./fault";

interface Payload {
  userErrors: readonly (Omit<Fault, "code"> & { code: string })[];
}

type PayloadOf<Data> = Data[keyof Data & string];
type InputOf<Variables> = Variables extends { input: infer Input } ? Omit<Input, "idempotencyKey"> : never;

export interface Command<Data, Variables> {
  /** Nothing where it was turned down; `faults` then says why. */
  run: (input: InputOf<Variables>) => Promise<PayloadOf<Data> | undefined>;
  running: boolean;
  faults: readonly Fault[];
  /** Forgets what was said. */
  clear: () => void;
}

export function useCommand<Data extends object, Variables extends { input: object }>(
  document: TypedDocumentNode<Data, Variables>,
): Command<Data, Variables> {
  const client = useClient();
  const [running, setRunning] = useState(false);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  // Sent again under the same key while nobody knows whether it arrived.
  const unsettled = useRef<{ body: string; key: string }>(undefined);
  const run = async (input: InputOf<Variables>) => {
    setRunning(true);
    setFaults([]);
    const body = JSON.stringify(input);
    const key = unsettled.current?.body === body ? unsettled.current.key : crypto.randomUUID();
    unsettled.current = { body, key };
    const variables = { input: { ...(input as object), idempotencyKey: key } } as unknown as Variables;
    const { data, error } = await client.mutation<Data, Variables>(document, variables).toPromise();
    setRunning(false);
    if (error !== undefined || data === undefined) {
      if (error !== undefined && !isOffline(error)) {
        unsettled.current = undefined;
      }
      setFaults(error === undefined ? [] : [faultOf(error)]);
      return undefined;
    }
    unsettled.current = undefined;
    const payload = Object.values(data).find((it) => typeof it === "object" && it !== null) as
      | (PayloadOf<Data> & Payload)
      | undefined;
    if (payload === undefined || payload.userErrors.length > 0) {
      setFaults(payload?.userErrors ?? []);
      return undefined;
    }
    return payload;
  };
  return { run, running, faults, clear: () => setFaults([]) };
}
