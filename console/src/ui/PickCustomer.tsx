/** One of the customers, however many there are: by the beginning of the name. */
import { Field, Input, makeStyles } from "@fluentui/react-components";
import { useEffect, useId, useRef, useState } from "react";

import { text } from "../text";
import { useAsk } from "./ask";
import { labelled } from "./labelled";
import { CustomerPickedDocument, CustomersToPickDocument } from "./picks.gql";

const useStyles = makeStyles({
  field: { minWidth: "200px", "@media (max-width: 639px)": { width: "100%" } },
});

interface PickCustomerProps {
  label: string;
  value: string | undefined;
  change: (id: string | undefined) => void;
  required?: boolean;
}

/** The browser's own list of suggestions: whoever writes or chooses a name that there is has picked it. */
export function PickCustomer({ label, value, change, required = false }: PickCustomerProps) {
  const styles = useStyles();
  const list = useId();
  const [typed, setTyped] = useState<string>();
  const begin = typed === undefined || typed === "" ? null : typed;
  const found = useAsk(CustomersToPickDocument, { begin }, { pause: typed === undefined, live: ["customer"] });
  const picked = useAsk(CustomerPickedDocument, { id: value ?? "" }, { pause: value === undefined });
  const name = value === undefined ? "" : (picked.data?.customer?.name ?? "");
  const rows = labelled(found.data?.customers.edges.map((edge) => edge.node) ?? []);
  const match = rows.find((row) => row.label.toLowerCase() === typed?.trim().toLowerCase())?.id;
  const call = useRef(change);
  call.current = change;
  useEffect(() => {
    if (match !== undefined && match !== value) {
      call.current(match);
    }
  }, [match, value]);
  const leave = () => {
    if (typed === "" && !required && value !== undefined) {
      change(undefined);
    }
    setTyped(undefined);
  };
  return (
    <Field label={label} required={required} className={styles.field}>
      <Input
        list={list}
        autoComplete="off"
        placeholder={text.approvals.pick.customerHint}
        value={typed ?? name}
        onFocus={() => setTyped(name)}
        onChange={(_, data) => setTyped(data.value)}
        onBlur={leave}
      />
      <datalist id={list}>
        {rows.map((row) => (
          <option key={row.id} value={row.label} />
        ))}
      </datalist>
    </Field>
  );
}
