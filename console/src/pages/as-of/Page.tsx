/** How one thing stood at any time. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Facts } from "../../ui/Facts";
import { Failed } from "../../ui/Failed";
import { Go } from "../../ui/Go";
import { happening } from "../../ui/happening";
import { Loading } from "../../ui/Loading";
import { Moment } from "../../ui/Moment";
import { Only, READERS } from "../../ui/Only";
import { Page as Frame, Section } from "../../ui/Page";
import { Subject } from "../../ui/Subject";
import { Who } from "../../ui/Who";
import { MOST, useEvents } from "./events";
import type { Happened } from "./events";
import { placeOf } from "./moments";
import { Pick } from "./Pick";
import { Slider } from "./Slider";
import { State } from "./State";

const words = text.audit.then;

export function Page() {
  return (
    <Only roles={READERS} title={words.title}>
      <AsOf />
    </Only>
  );
}

function AsOf() {
  const [{ stream, position }, change] = useAddress();
  return (
    <Frame title={words.title} words={words.words}>
      <Pick stream={stream} choose={(stream) => change({ stream, position: undefined })} />
      {stream === undefined ? (
        <Empty title={words.pickTitle} words={words.pickWords}>
          <Go to="/audit">{text.audit.title}</Go>
        </Empty>
      ) : (
        <Then stream={stream} position={position} go={(position) => change({ position })} />
      )}
    </Frame>
  );
}

interface ThenProps {
  stream: string;
  position: string | undefined;
  go: (position: string | undefined) => void;
}

function Then({ stream, position, go }: ThenProps) {
  const { events, reading, more, error } = useEvents(stream);
  const place = placeOf(events, position);
  const event = events[place];
  if (error !== undefined) {
    return <Failed error={error} />;
  }
  if (reading) {
    return <Loading words={words.reading(events.length)} />;
  }
  if (event === undefined) {
    return <Empty title={words.emptyTitle} words={words.emptyWords} />;
  }
  return (
    <>
      <Slider events={events} place={place} go={(place) => go(events[place]?.position)} />
      {more ? <Text>{words.more(MOST)}</Text> : null}
      <Chosen event={event} />
      <State stream={stream} position={event.position} before={events[place - 1]?.position} />
    </>
  );
}

function Chosen({ event }: { event: Happened }) {
  return (
    <Section title={happening(event.type)}>
      <Facts
        of={[
          [text.audit.subject, <Subject key="subject" of={event} />],
          [text.audit.when, <Moment key="when" at={event.recordedAt} relative={false} />],
          [text.audit.who, <Who key="who" of={event.origin} />],
          [text.audit.why, event.origin?.reason],
          [
            text.audit.event.position,
            <Go key="position" to={`/audit/${event.position}`}>
              {event.position}
            </Go>,
          ],
        ]}
      />
    </Section>
  );
}
