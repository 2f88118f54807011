import { text } from "../../text";
import { Copy } from "../../ui/Copy";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { said } from "../../ui/said";
import type { Customer } from "./Page";

const words = text.customers;

export function About({ customer }: { customer: Customer }) {
  const { status, mergedInto } = customer;
  return (
    <Section title={words.about}>
      <Facts
        of={[
          [
            words.status,
            <Mark tone={status === "REGISTERED" ? "good" : "quiet"} words={said(words.statuses, status)} />,
          ],
          [words.mergedInto, mergedInto ? <Go to={`/customers/${mergedInto.id}`}>{mergedInto.name}</Go> : null],
          [words.origin, said(words.origins, customer.origin)],
          [words.registered, <Moment at={customer.registeredAt} relative={false} />],
          [words.changed, <Moment at={customer.changedAt} />],
          [
            words.id,
            <>
              {customer.customerId} <Copy value={customer.customerId} label={words.id} />
            </>,
          ],
        ]}
      />
    </Section>
  );
}
