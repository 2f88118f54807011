/** All events of one thing, read page by page up to as many as a slider is good for. */
import { useEffect, useState } from "react";
import { useClient } from "urql";
import type { CombinedError } from "urql";

import { useLive } from "../../app/live";
import { EventsOfStreamDocument } from "./page.gql";
import type { EventsOfStreamQuery } from "./page.gql";

export type Happened = EventsOfStreamQuery["timeline"]["edges"][number]["node"];

export const MOST = 2000;

interface Events {
  events: readonly Happened[];
  reading: boolean;
  /** There are more than fit. */
  more: boolean;
  error: CombinedError | undefined;
}

const NONE: Events = { events: [], reading: true, more: false, error: undefined };

export function useEvents(stream: string): Events {
  const client = useClient();
  const [found, setFound] = useState(NONE);
  const [asked, ask] = useState(0);
  useLive([stream.split("/")[0] ?? ""], () => ask((it) => it + 1), stream.split("/")[1]);
  useEffect(() => setFound(NONE), [stream]);
  useEffect(() => {
    let over = false;
    const read = async () => {
      let events: readonly Happened[] = [];
      let after: string | undefined;
      for (let more = true; more && events.length < MOST; ) {
        const variables = { stream, ...(after === undefined ? {} : { after }) };
        const { data, error } = await client
          .query(EventsOfStreamDocument, variables, { requestPolicy: "network-only" })
          .toPromise();
        if (over) {
          return;
        }
        if (data === undefined) {
          setFound({ events, reading: false, more: false, error });
          return;
        }
        events = [...events, ...data.timeline.edges.map((edge) => edge.node)];
        after = data.timeline.pageInfo.endCursor ?? undefined;
        more = data.timeline.pageInfo.hasNextPage;
        const reading = more && events.length < MOST;
        // What is read again is shown when it is there as a whole: the slider does not jump.
        setFound((old) => (reading && old.events.length > events.length ? old : { events, reading, more, error: undefined }));
      }
    };
    void read();
    return () => {
      over = true;
    };
  }, [client, stream, asked]);
  return found;
}
