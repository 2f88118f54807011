/** How the console asks: GraphQL over HTTP, as the browser's session. Nothing else is asked anywhere. */
import { Client, cacheExchange, fetchExchange, makeOperation, mapExchange } from "urql";
import type { CombinedError } from "urql";

export const ENDPOINT = "/graphql";

type Listener = () => void;
const listeners = new Set<Listener>();

/** Calls back whenever an answer says that nobody is signed in. */
export function onSessionOver(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function sessionOver(): void {
  for (const listener of listeners) {
    listener();
  }
}

function isSessionOver(error: CombinedError): boolean {
  const response: unknown = error.response;
  return response instanceof Response && response.status === 401;
}

/** How far the record is known to be: what is asked for is wanted no older than that. */
let known = 0n;

export function knows(position: string): void {
  const at = BigInt(position);
  if (at > known) {
    known = at;
  }
}

export const client = new Client({
  url: ENDPOINT,
  preferGetMethod: false,
  requestPolicy: "cache-and-network",
  fetchOptions: { credentials: "same-origin", headers: { "x-requested-with": "console" } },
  exchanges: [
    mapExchange({
      onError(error) {
        if (isSessionOver(error)) {
          sessionOver();
        }
      },
    }),
    cacheExchange,
    mapExchange({
      onOperation(operation) {
        if (operation.kind !== "query" || known === 0n) {
          return operation;
        }
        const extensions = { ...operation.extensions, atLeast: known.toString() };
        return makeOperation(operation.kind, { ...operation, extensions }, operation.context);
      },
    }),
    fetchExchange,
  ],
});
