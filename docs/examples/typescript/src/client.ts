// Asks over HTTP, with documents that know the types of their variables and of their answer.
import { setTimeout as pause } from "node:timers/promises";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

/** Where the server is, and who asks it. */
export interface Server {
  url: string;
  token: string;
}

export function fromEnvironment(): Server {
  const token = process.env["TENANTRY_TOKEN"];
  if (!token) {
    throw new Error("TENANTRY_TOKEN is not set: `tenantry access tokens issue` gives one");
  }
  return { url: process.env["TENANTRY_URL"] ?? "http://127.0.0.1:8700", token };
}

/** What stands beside the data when something could not be answered. */
export interface Fault {
  message: string;
  extensions: {
    code: string;
    class: "INPUT" | "PERMISSION" | "BUSY" | "CLOUD" | "SERVER";
    correlationId: string;
  };
}

/** A request that has no answer. */
export class Unanswered extends Error {
  constructor(readonly faults: Fault[]) {
    super(faults.map((it) => `${it.extensions.code}: ${it.message}`).join("; "));
  }
}

const TRIES = 5;

/**
 * Asks once, and again when the server is busy or out of reach. That is safe for mutations too: each carries its
 * idempotency key, which stays the same from try to try.
 */
export async function ask<Answer, Variables>(
  server: Server,
  document: TypedDocumentNode<Answer, Variables>,
  variables: Variables,
): Promise<Answer> {
  const body = JSON.stringify({ query: print(document), variables });
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await once<Answer>(server, body);
    } catch (fault) {
      if (left === 0 || !passes(fault)) {
        throw fault;
      }
      await pause(200 * 2 ** (TRIES - 1 - left));
    }
  }
}

async function once<Answer>(server: Server, body: string): Promise<Answer> {
  const response = await fetch(new URL("/graphql", server.url), {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json",
      authorization: `Bearer ${server.token}`,
      "content-type": "application/json",
    },
    body,
  });
  const told = (await response.json()) as { data?: Answer | null; errors?: Fault[] };
  if (told.errors || !told.data) {
    throw new Unanswered(told.errors ?? []);
  }
  return told.data;
}

function passes(fault: unknown): boolean {
  if (fault instanceof Unanswered) {
    return fault.faults.some((it) => it.extensions.class === "BUSY");
  }
  // What `fetch` throws when nobody answers.
  return fault instanceof TypeError;
}
