import { useMay } from "../../app/session";
import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { Moment } from "../../ui/Moment";
import { READERS } from "../../ui/Only";
import { Section } from "../../ui/Page";
import { inputName } from "../../ui/VendorFields";
import type { AccountShownFragment } from "./page.gql";

const words = text.vendors;

/** What was entered and is no secret, where it led, and since when. */
export function About({ of }: { of: AccountShownFragment }) {
  const mayFollow = useMay(...READERS);
  const stream = `vendor_connection/${of.connectionId}`;
  return (
    <Section title={words.about}>
      <Facts
        of={[
          [words.accountName, of.accountName],
          [words.zone, of.zone === null ? null : `${of.zone.name} (${of.zone.address})`],
          ...of.settings.map(({ name, value }) => [inputName(name), value] as const),
          [words.connectedAt, <Moment key="connected" at={of.connectedAt} />],
          [words.changedAt, <Moment key="changed" at={of.changedAt} />],
          [
            text.audit.title,
            mayFollow ? (
              <Go key="timeline" to="/audit" search={{ stream }}>
                {words.timeline}
              </Go>
            ) : null,
          ],
        ]}
      />
    </Section>
  );
}
