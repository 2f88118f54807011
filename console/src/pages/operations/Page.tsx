/** Whether everything that works by itself does. */
import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Facts } from "../../ui/Facts";
import { Moment } from "../../ui/Moment";
import { Only, READERS } from "../../ui/Only";
import { Page as Frame, Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { Shown } from "../../ui/Shown";
import { OperationsDocument } from "./page.gql";
import { Queue } from "./Queue";
import { Tables } from "./Tables";
import { Workers } from "./Workers";

const words = text.operations;

/** Milliseconds: how far tables are is no event, so it is asked for again and again. */
const PAUSE = 2000;

export function Page() {
  return (
    <Only roles={READERS} title={words.title}>
      <Operations />
    </Only>
  );
}

function Operations() {
  const answer = useAsk(OperationsDocument, {}, { every: PAUSE });
  return (
    <Frame title={words.title} words={words.words}>
      <Shown answer={answer}>
        {({ ledger, standstill, projections, workers, sagas }) => (
          <>
            {standstill ? (
              <Section title={words.standsStill}>
                <Problems of={[standstill.problem]} />
                <Facts of={[[words.since, <Moment key="since" at={standstill.since} />]]} />
              </Section>
            ) : null}
            <Section title={words.ledger}>
              <Facts
                of={[
                  [words.head, ledger.position],
                  [words.last, <Moment key="last" at={ledger.recordedAt} />],
                ]}
              />
            </Section>
            <Tables of={projections} again={answer.again} />
            <Queue of={sagas} />
            <Workers of={workers} />
          </>
        )}
      </Shown>
    </Frame>
  );
}
