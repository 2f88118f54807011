/** What the records are narrowed by: those that wait, where nothing else is said. */
import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Choose, Filters, Find } from "../../ui/filters";
import { OfConnection } from "./OfConnection";
import type { VendorRecordFilter } from "./page.gql";

const words = text.mapping;

type Search = Readonly<Record<string, string | undefined>>;

const OTHERS = ["LINKED", "IGNORED", "ALL"] as const;

/** Of all kinds of records only accounts are a customer's. */
export function filterOf({ state, connection, name }: Search): VendorRecordFilter {
  const other = OTHERS.find((it) => it === state);
  return {
    kind: "ACCOUNT",
    ...(other === "ALL" ? {} : { mapping: other ?? "UNMAPPED" }),
    ...(connection === undefined ? {} : { connection }),
    ...(name === undefined ? {} : { nameBeginsWith: name }),
  };
}

export function FilterBar() {
  const [address, change] = useAddress();
  const narrow = (by: Search) => change({ ...by, record: undefined });
  return (
    <Filters>
      <Find label={words.nameBegins} value={address["name"]} change={(name) => narrow({ name })} />
      <Choose
        label={words.state}
        value={OTHERS.find((it) => it === address["state"])}
        among={OTHERS.map((it) => [it, words.states[it]])}
        none={words.states.UNMAPPED}
        change={(state) => narrow({ state })}
      />
      <OfConnection value={address["connection"]} change={(connection) => narrow({ connection })} />
    </Filters>
  );
}
