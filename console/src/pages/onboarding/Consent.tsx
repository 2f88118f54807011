/** The other way into a tenant: what its administrator lets our app read. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { LinkBox } from "./LinkBox";
import { Mail } from "./Mail";
import { longDate } from "./longDate";
import type { ConsentShownFragment, ConsentStatus } from "./page.gql";

const words = text.onboarding.consent;

const TONES: Readonly<Record<ConsentStatus, Tone>> = {
  AWAITING_CONSENT: "waits",
  VERIFYING: "busy",
  CONNECTED: "good",
  REFUSED: "bad",
  FAILED: "bad",
  LAPSED: "bad",
  WITHDRAWN: "quiet",
};

export function Consent({ consent, customer }: { consent: ConsentShownFragment; customer: string }) {
  const { status, consentUrl, validUntil } = consent;
  const open = status === "AWAITING_CONSENT" && consentUrl !== null;
  return (
    <Section title={words.title}>
      <Text>{words.words}</Text>
      <div aria-live="polite">
        <Mark tone={TONES[status] ?? "quiet"} words={said(words.statuses, status)} />
      </div>
      {consent.problem === null ? null : <Problems of={[consent.problem]} />}
      {open ? (
        <>
          <Text>{words.send}</Text>
          <LinkBox url={consentUrl} label={words.url} />
          <Mail
            about={`consent.${consent.tenantId}`}
            subject={words.readySubject(customer)}
            body={words.readyBody(customer, consentUrl, longDate(validUntil))}
          />
        </>
      ) : null}
      <Facts
        of={[
          [words.asked, <Moment key="asked" at={consent.askedAt} />],
          [words.until, open ? <Moment key="until" at={validUntil} relative={false} /> : null],
          [words.verified, consent.verifiedAt === null ? null : <Moment key="verified" at={consent.verifiedAt} />],
          [words.organization, consent.organization],
          [words.domains, consent.domains.join(", ")],
        ]}
      />
      <Permissions of={consent.permissions} />
    </Section>
  );
}

function Permissions({ of }: { of: ConsentShownFragment["permissions"] }) {
  if (of.length === 0) {
    return null;
  }
  return (
    <details>
      <summary>{words.permissions}</summary>
      <Facts of={of.map(({ name, why }) => [name, why ?? text.common.none] as const)} />
    </details>
  );
}
