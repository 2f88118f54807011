/** What a page does: one mutation, sent once however often the network makes it be sent. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useRef, useState } from "react";
import { useClient } from "urql";

import { text } from "../text";
import { faultOf, isOffline } from "./fault";
import type { Fault } from "./fault";
import { isLate } from "./late";

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

/** How often it is asked whether what was recorded can be read by now, and milliseconds between. */
const TURNS = 5;
const PAUSE = 500;

function payloadOf(data: unknown): Payload | undefined {
  const parts = typeof data === "object" && data !== null ? Object.values(data) : [];
  return parts.find((it) => typeof it === "object" && it !== null) as Payload | undefined;
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
    const send = () => client.mutation<Data, Variables>(document, variables).toPromise();
    let { data, error } = await send();
    for (let turn = 0; error === undefined && isLate(payloadOf(data)) && turn < TURNS; turn += 1) {
      await new Promise((done) => window.setTimeout(done, PAUSE));
      ({ data, error } = await send());
    }
    setRunning(false);
    if (error !== undefined || data === undefined) {
      if (error !== undefined && !isOffline(error)) {
        unsettled.current = undefined;
      }
      setFaults(error === undefined ? [] : [faultOf(error)]);
      return undefined;
    }
    unsettled.current = undefined;
    const payload = payloadOf(data) as (PayloadOf<Data> & Payload) | undefined;
    if (payload === undefined || payload.userErrors.length > 0) {
      setFaults(payload?.userErrors ?? []);
      return undefined;
    }
    if (isLate(payload)) {
      setFaults([{ code: undefined, message: text.common.late }]);
    }
    return payload;
  };
  return { run, running, faults, clear: () => setFaults([]) };
}
