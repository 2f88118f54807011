/** Where an event stands, what it happened to, who did it and why. */
import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { Moment } from "../../ui/Moment";
import { Problems } from "../../ui/Problems";
import { Subject } from "../../ui/Subject";
import { Who } from "../../ui/Who";
import type { EventAtQuery } from "./page.gql";

type Event = NonNullable<EventAtQuery["event"]>;

const words = text.audit.event;

export function OnRecord({ event }: { event: Event }) {
  const { origin, position } = event;
  const stream = `${event.streamType}/${event.streamId}`;
  return (
    <>
      {origin ? null : <Problems of={[{ message: words.unread }]} tone="warning" />}
      <Facts
        of={[
          [words.subject, <Subject key="subject" of={event} />],
          [
            words.seeAlso,
            <div key="links">
              <Go to="/audit" search={{ stream }}>
                {words.timeline}
              </Go>
              {" · "}
              <Go to="/as-of" search={{ stream, position }}>
                {words.then}
              </Go>
            </div>,
          ],
          [words.recordedAt, <Moment key="at" at={event.recordedAt} relative={false} />],
          ...(origin ? facts(origin) : []),
          [words.position, position],
          [words.sequence, event.sequence],
          [words.type, `${event.type} ${event.version}`],
        ]}
      />
    </>
  );
}

function facts(origin: NonNullable<Event["origin"]>) {
  const { actor, correlationId, causationId } = origin;
  return [
    [
      text.audit.who,
      <Go key="who" to="/audit" search={{ actor }}>
        <Who of={origin} />
      </Go>,
    ],
    [words.kind, text.audit.kinds[origin.actorKind]],
    [words.actor, actor],
    [words.source, text.audit.sources[origin.source]],
    [words.reason, origin.reason ?? words.noReason],
    [
      words.matter,
      <Go key="matter" to="/audit" search={{ correlationId }}>
        {words.matterAll}
      </Go>,
    ],
    [words.cause, causationId ? <Cause key="cause" id={causationId} /> : null],
    [words.key, origin.idempotencyKey],
  ] as const;
}

/** A position in the ledger leads to the event; anything else is a command of somewhere else. */
function Cause({ id }: { id: string }) {
  return /^\d+$/.test(id) ? <Go to={`/audit/${id}`}>{words.causeEvent(id)}</Go> : id;
}
