/** What happens, as it happens: one socket for the whole page, from which every part of it hears what concerns it. */
import { createClient } from "graphql-ws";
import type { Client } from "graphql-ws";
import type { DocumentNode } from "graphql";
import { createContext, use, useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { stringifyDocument } from "urql";

import { ENDPOINT, knows, sessionOver } from "./client";
import {
  TailDocument,
  TailOfApprovalsDocument,
  TailOfTenantsDocument,
  TailOfVendorsDocument,
} from "./live.gql";
import { useSession } from "./session";

/** Something was recorded about this noun. */
export interface Told {
  noun: string;
  /** The id of the stream, where it is known. */
  id: string | undefined;
  position: string;
}

export type Connection = "connecting" | "connected" | "lost";

type Listener = (told: Told | undefined) => void;

interface Live {
  connection: Connection;
  socket: Client | undefined;
  listen: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live>({ connection: "connecting", socket: undefined, listen: () => () => undefined });

/** Milliseconds between two looks, however much happens. */
const PAUSE = 750;

/** Milliseconds after the last look until one more: the server waits for its query tables, but not for ever. */
const ONCE_MORE = 10_000;

/** The protocol's code for a session that ended. */
const FORBIDDEN = 4403;

interface Feed {
  document: DocumentNode;
  read: (data: never) => Told;
}

/** Technicians and auditors follow the record. Viewers may not, and are told of what has news of its own. */
const RECORD: readonly Feed[] = [
  {
    document: TailDocument,
    read: ({ timelineTail: it }: { timelineTail: { position: string; streamType: string; streamId: string } }) => ({
      noun: it.streamType,
      id: it.streamId,
      position: it.position,
    }),
  },
];
const NEWS: readonly Feed[] = [
  {
    document: TailOfTenantsDocument,
    read: ({ tenantChanged: it }: { tenantChanged: { position: string; tenantId: string } }) => ({
      noun: "onboarding",
      id: it.tenantId,
      position: it.position,
    }),
  },
  {
    document: TailOfApprovalsDocument,
    read: ({ approvalChanged: it }: { approvalChanged: { position: string; approvalId: string } }) => ({
      noun: "approval",
      id: it.approvalId,
      position: it.position,
    }),
  },
  {
    document: TailOfVendorsDocument,
    read: ({ vendorConnectionChanged: it }: { vendorConnectionChanged: { position: string } }) => ({
      noun: "vendor_connection",
      id: undefined,
      position: it.position,
    }),
  },
];

/** Follows for good. After a break it goes on behind what was told last, so nothing is missed. */
function follow(socket: Client, feed: Feed, since: string, tell: (told: Told | undefined) => void): () => void {
  const variables = { after: since };
  let stop: () => void = () => undefined;
  let ended = false;
  const begin = () => {
    stop = socket.subscribe<Record<string, unknown>>(
      { query: stringifyDocument(feed.document), variables },
      {
        next({ data }) {
          if (data !== null && data !== undefined) {
            const told = feed.read(data as never);
            // The socket sends these again when it comes back.
            variables.after = told.position;
            tell(told);
          }
        },
        error() {
          retry();
        },
        complete() {
          retry();
        },
      },
    );
  };
  const retry = () => {
    if (!ended) {
      // Whatever was missed is looked up: nobody has to know what it was.
      tell(undefined);
      window.setTimeout(() => {
        if (!ended) {
          begin();
        }
      }, 2000);
    }
  };
  begin();
  return () => {
    ended = true;
    stop();
  };
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const { viewer, since } = useSession();
  const listeners = useRef(new Set<Listener>());
  const [connection, setConnection] = useState<Connection>("connecting");
  const [shared, setShared] = useState<Client>();
  const follows = viewer.role !== "VIEWER";
  const start = useRef(since);
  useEffect(() => {
    knows(start.current);
    const tell = (told: Told | undefined) => {
      if (told !== undefined) {
        knows(told.position);
      }
      for (const listener of listeners.current) {
        listener(told);
      }
    };
    const { protocol, host } = window.location;
    const socket = createClient({
      url: `${protocol === "https:" ? "wss:" : "ws:"}//${host}${ENDPOINT}`,
      lazy: false,
      keepAlive: 15_000,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: (tries) => new Promise((done) => window.setTimeout(done, Math.min(500 * 2 ** tries, 10_000))),
      on: {
        connected: (_socket, _payload, wasRetry) => {
          setConnection("connected");
          if (wasRetry) {
            tell(undefined);
          }
        },
        closed: (event) => {
          setConnection("lost");
          if (event instanceof CloseEvent && event.code === FORBIDDEN) {
            sessionOver();
          }
        },
        error: () => setConnection("lost"),
      },
    });
    setShared(socket);
    const feeds = follows ? RECORD : NEWS;
    const stops = feeds.map((feed) => follow(socket, feed, start.current, tell));
    return () => {
      for (const stop of stops) {
        stop();
      }
      void socket.dispose();
    };
  }, [follows]);
  const [listen] = useState(() => (listener: Listener) => {
    listeners.current.add(listener);
    return () => listeners.current.delete(listener);
  });
  return <LiveContext value={{ connection, socket: shared, listen }}>{children}</LiveContext>;
}

export function useConnection(): Connection {
  return use(LiveContext).connection;
}

/** Through which pages follow what is their own; nothing before it is there. */
export function useSocket(): Client | undefined {
  return use(LiveContext).socket;
}

/** Calls back when something happened to one of these nouns, at most some times a second, and always after the last. */
export function useLive(nouns: readonly string[], happened: () => void, id?: string): void {
  const { listen } = use(LiveContext);
  const call = useRef(happened);
  call.current = happened;
  const key = nouns.join(" ");
  useEffect(() => {
    const wanted = new Set(key.split(" "));
    let waiting: number | undefined;
    let late: number | undefined;
    let last = 0;
    const fire = () => {
      waiting = undefined;
      last = Date.now();
      window.clearTimeout(late);
      late = window.setTimeout(() => call.current(), ONCE_MORE);
      call.current();
    };
    const stop = listen((told) => {
      const concerns =
        told === undefined || (wanted.has(told.noun) && (id === undefined || told.id === undefined || told.id === id));
      if (concerns && waiting === undefined) {
        waiting = window.setTimeout(fire, Math.max(100, last + PAUSE - Date.now()));
      }
    });
    return () => {
      stop();
      window.clearTimeout(waiting);
      window.clearTimeout(late);
    };
  }, [listen, key, id]);
}
