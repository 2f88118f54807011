/** What the list of tenants is narrowed by. */
import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Choose, Filters, Find } from "../../ui/filters";
import { STATUSES } from "./columns";
import { CustomerOfFilterDocument, CustomersToFilterDocument } from "./page.gql";
import type { TenantFilter } from "./page.gql";

const words = text.tenants;

type Search = Readonly<Record<string, string | undefined>>;

function given(value: string | undefined): boolean | undefined {
  return value === "yes" ? true : value === "no" ? false : undefined;
}

/** What the address asks for; nothing where it asks for all. */
export function filterOf({ status, name, customer, legacy, missed }: Search): TenantFilter {
  const known = STATUSES.find((it) => it === status);
  const all = {
    status: known,
    nameBeginsWith: name,
    customer,
    legacy: given(legacy),
    missed: given(missed),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const EITHER = [
  ["yes", words.only],
  ["no", words.others],
] as const;

export function FilterBar() {
  const [address, change] = useAddress();
  return (
    <Filters>
      <Find label={words.nameBegins} value={address["name"]} change={(name) => change({ name })} />
      <Choose
        label={words.status}
        value={STATUSES.find((it) => it === address["status"])}
        among={STATUSES.map((it) => [it, words.statuses[it]])}
        change={(status) => change({ status })}
      />
      <OfCustomer value={address["customer"]} change={(customer) => change({ customer })} />
      <Choose
        label={words.legacy}
        value={address["legacy"]}
        among={EITHER}
        change={(legacy) => change({ legacy })}
      />
      <Choose
        label={words.missed}
        value={address["missed"]}
        among={EITHER}
        change={(missed) => change({ missed })}
      />
    </Filters>
  );
}

interface OfCustomerProps {
  value: string | undefined;
  change: (value: string | undefined) => void;
}

/** The first customers by name, and the one that the address names, wherever that is. */
function OfCustomer({ value, change }: OfCustomerProps) {
  const first = useAsk(CustomersToFilterDocument, {}, { live: ["customer"] });
  const named = useAsk(CustomerOfFilterDocument, { id: value ?? "" }, { pause: value === undefined });
  const nodes = first.data?.customers.edges.map(({ node }) => node) ?? [];
  const chosen = value === undefined ? undefined : named.data?.customer;
  const all = chosen && !nodes.some(({ id }) => id === chosen.id) ? [chosen, ...nodes] : nodes;
  return (
    <Choose label={words.customer} value={value} among={all.map(({ id, name }) => [id, name])} change={change} />
  );
}
