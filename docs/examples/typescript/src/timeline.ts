// The MSP's events as they are recorded, without one missing when the line is cut.
import { setTimeout as pause } from "node:timers/promises";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { type Client, createClient, TerminatedCloseEvent } from "graphql-ws";
import WebSocket from "ws";
import type { Server } from "./client.js";
import { TimelineTailDocument, type TimelineTailSubscription } from "./generated.js";

export type Happened = TimelineTailSubscription["timelineTail"];

export interface Line {
  /** Every event behind the position, for as long as somebody asks for the next one. */
  events: AsyncGenerator<Happened>;
  /** Cuts the connection without a goodbye, as a network does. */
  cut(): void;
}

/**
 * Follows the ledger from behind a position. graphql-ws would connect again by itself, but with the variables of the
 * beginning; here every new connection goes on behind the last event that arrived.
 */
export function follow(server: Server, after: string): Line {
  const url = new URL("/graphql", server.url);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const client = createClient({
    url: url.href,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${server.token}` },
    retryAttempts: 0,
  });
  return { events: events(client, after), cut: () => client.terminate() };
}

async function* events(client: Client, after: string): AsyncGenerator<Happened> {
  let failures = 0;
  try {
    for (;;) {
      try {
        for await (const { timelineTail } of listen(client, TimelineTailDocument, { after })) {
          failures = 0;
          after = timelineTail.position;
          yield timelineTail;
        }
        return;
      } catch (fault) {
        if (isFinal(fault)) {
          throw fault;
        }
        failures += 1;
        await pause(Math.min(100 * 2 ** failures, 5_000));
      }
    }
  } finally {
    await client.dispose();
  }
}

async function* listen<Answer, Variables extends Record<string, unknown>>(
  client: Client,
  document: TypedDocumentNode<Answer, Variables>,
  variables: Variables,
): AsyncGenerator<Answer> {
  for await (const told of client.iterate<Answer>({ query: print(document), variables })) {
    if (told.errors || !told.data) {
      throw new Refused(told.errors?.map((it) => it.message).join("; ") ?? "no data");
    }
    yield told.data;
  }
}

/** The server answered, with a no. */
class Refused extends Error {}

/** Whether coming back would end the same way. All else passes: 1012 when the server stops, 1013 when it is busy. */
function isFinal(fault: unknown): boolean {
  if (fault instanceof Refused || Array.isArray(fault)) {
    return true;
  }
  if (fault instanceof TerminatedCloseEvent) {
    return false;
  }
  const code = typeof fault === "object" && fault !== null && "code" in fault ? fault.code : undefined;
  return typeof code === "number" && code >= 4400;
}
