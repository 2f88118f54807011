/** What the customer's administrator is to open, and a mail that says so. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { LinkBox } from "./LinkBox";
import { Mail } from "./Mail";
import { longDate } from "./longDate";
import type { Story } from "./standing";

const words = text.onboarding.invitation;

interface InvitationProps {
  tenantId: string;
  customer: string;
  invitation: NonNullable<Story["invitation"]>;
}

export function Invitation({ tenantId, customer, invitation }: InvitationProps) {
  const { url, since, until, open } = invitation;
  if (!open) {
    return null;
  }
  return (
    <Section title={words.title}>
      <Text>{words.words}</Text>
      <LinkBox url={url} label={words.url} />
      <Facts
        of={[
          [words.waiting, <Moment key="since" at={since} />],
          [words.until, <Moment key="until" at={until} relative={false} />],
        ]}
      />
      <Mail
        about={tenantId}
        subject={words.readySubject(customer)}
        body={words.readyBody(customer, url, longDate(until))}
      />
    </Section>
  );
}
