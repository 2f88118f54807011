/** One event, whole: what it says, who recorded it and why, and what proves that it is as it was. */
import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { usePart } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Copy } from "../../ui/Copy";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { happening } from "../../ui/happening";
import { Only, READERS } from "../../ui/Only";
import { Page as Frame, Section } from "../../ui/Page";
import { Recorded } from "../../ui/Recorded";
import { Shown } from "../../ui/Shown";
import { isPlain } from "../../ui/values";
import { Neighbours } from "./Neighbours";
import { OnRecord } from "./OnRecord";
import { EventAtDocument } from "./page.gql";
import type { EventAtQuery } from "./page.gql";
import { Proof } from "./Proof";
import { Prove } from "./Prove";

const words = text.audit.event;

const useStyles = makeStyles({
  raw: { overflowX: "auto", margin: 0, paddingBottom: tokens.spacingVerticalM, fontFamily: tokens.fontFamilyMonospace },
});

export function Page() {
  return (
    <Only roles={READERS} title={text.audit.title}>
      <OneEvent />
    </Only>
  );
}

function OneEvent() {
  const position = usePart("position");
  const isOne = /^\d{1,19}$/.test(position);
  const answer = useAsk(EventAtDocument, { position: isOne ? position : "0" });
  const event = answer.data?.event;
  const title = event ? words.title(happening(event.type), event.position) : text.audit.title;
  return (
    <Frame title={title}>
      <Shown answer={answer}>
        {(data) =>
          data.event ? (
            <Whole event={data.event} ledger={data.ledger} />
          ) : (
            <Empty title={words.notThereTitle} words={words.notThereWords(position)}>
              <Go to="/audit">{text.audit.title}</Go>
            </Empty>
          )
        }
      </Shown>
    </Frame>
  );
}

interface WholeProps {
  event: NonNullable<EventAtQuery["event"]>;
  ledger: EventAtQuery["ledger"];
}

function Whole({ event, ledger }: WholeProps) {
  return (
    <>
      <Neighbours position={event.position} head={ledger.position} />
      <Section title={words.facts}>
        <OnRecord event={event} />
      </Section>
      <Section title={words.content}>
        {isPlain(event.payload) ? words.nothing : <Recorded of={event.payload} />}
        <Stored payload={event.payload} />
      </Section>
      <Section title={words.proof}>
        <Proof event={event} ledger={ledger} />
        <Prove key={event.position} position={event.position} />
      </Section>
    </>
  );
}

function Stored({ payload }: { payload: unknown }) {
  const styles = useStyles();
  const stored = JSON.stringify(payload, undefined, 2);
  return (
    <Accordion collapsible>
      <AccordionItem value="raw">
        <AccordionHeader as="h3">{words.raw}</AccordionHeader>
        <AccordionPanel>
          <pre className={styles.raw} tabIndex={0} aria-label={words.rawTitle}>
            {stored}
          </pre>
          <Copy value={stored} label={words.rawTitle} />
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  );
}
