/** One customer: who it is, what belongs to it, what was asked for and what happened. */
import { useState } from "react";

import { text } from "../../text";
import { usePart } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Asked } from "../../ui/Asked";
import type { Fault } from "../../ui/fault";
import { Go } from "../../ui/Go";
import { Page as Frame, Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { Shown } from "../../ui/Shown";
import { About } from "./About";
import { Actions } from "./Actions";
import { Approvals } from "./Approvals";
import { History } from "./History";
import { CustomerDocument } from "./page.gql";
import type { CustomerQuery } from "./page.gql";
import { Records } from "./Records";
import { Sources } from "./Sources";
import { Tags } from "./Tags";
import { Tenants } from "./Tenants";

export type Customer = NonNullable<CustomerQuery["customer"]>;

const words = text.customers;
const LIVE = ["customer", "tenant", "onboarding", "vendor_record", "vendor_connection"];

export function Page() {
  const id = usePart("id");
  const answer = useAsk(CustomerDocument, { id }, { live: LIVE });
  return (
    <Shown answer={answer}>
      {({ customer }) => (customer ? <Known key={customer.id} customer={customer} /> : <Unknown />)}
    </Shown>
  );
}

function Unknown() {
  return (
    <Frame title={words.unknown} words={words.unknownWords}>
      <Go to="/customers">{words.toList}</Go>
    </Frame>
  );
}

function Known({ customer }: { customer: Customer }) {
  const [asked, setAsked] = useState<{ id: string; sentence: string }>();
  const [left, setLeft] = useState<readonly Fault[]>([]);
  const actions = <Actions customer={customer} asked={setAsked} left={setLeft} />;
  return (
    <Frame title={customer.name} actions={actions}>
      {asked === undefined ? null : <Asked approval={asked} />}
      {left.length === 0 ? null : (
        <Section title={words.left}>
          <Problems of={left} tone="warning" />
        </Section>
      )}
      <About customer={customer} />
      <Tags customer={customer} />
      <Tenants of={customer.tenants} />
      <Records customer={customer} left={setLeft} />
      <Sources of={customer.sources} />
      <Approvals customer={customer.id} />
      <History customer={customer} />
    </Frame>
  );
}
