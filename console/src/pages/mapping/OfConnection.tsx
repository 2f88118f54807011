/** One of the accounts at vendors that tell of customers. */
import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Choose } from "../../ui/filters";
import { ConnectionsToFilterDocument } from "./bulk.gql";

const words = text.mapping;

interface OfConnectionProps {
  value: string | undefined;
  change: (id: string | undefined) => void;
}

export function OfConnection({ value, change }: OfConnectionProps) {
  const { data } = useAsk(ConnectionsToFilterDocument, {}, { live: ["vendor_connection"] });
  const all = data?.vendorConnections.edges.map(({ node }) => node) ?? [];
  // What an address names is shown, whatever it tells of.
  const telling = all.filter(({ id, vendor }) => vendor.kinds.includes("ACCOUNT") || id === value);
  return (
    <Choose label={words.connection} value={value} among={telling.map(({ id, name }) => [id, name])} change={change} />
  );
}
