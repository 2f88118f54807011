/** Where one comes in: what needs somebody first, how everything stands, what happens now. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Moment } from "../../ui/Moment";
import { Page as Frame, Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { Shown } from "../../ui/Shown";
import { Attention } from "./Attention";
import { isNew } from "./attention";
import { Begin } from "./Begin";
import { Now } from "./Now";
import { Numbers } from "./Numbers";
import { OverviewDocument } from "./page.gql";
import type { OverviewQuery } from "./page.gql";

const words = text.overview;

const LIVE = ["customer", "tenant", "onboarding", "approval", "vendor_connection", "vendor_record", "standstill"];

export function Page() {
  const answer = useAsk(OverviewDocument, {}, { live: LIVE });
  return (
    <Frame title={words.title} words={words.words}>
      <Shown answer={answer}>
        {({ fleet, standstill }) => (
          <>
            <Standstill of={standstill} />
            {isNew(fleet) ? <Begin /> : null}
            <Attention fleet={fleet} />
            <Numbers fleet={fleet} />
          </>
        )}
      </Shown>
      <Now />
    </Frame>
  );
}

function Standstill({ of }: { of: OverviewQuery["standstill"] }) {
  return of ? (
    <Section title={words.standsStill}>
      <Problems of={[of.problem]} />
      <Text>
        {words.since} <Moment at={of.since} />
      </Text>
    </Section>
  ) : null;
}
