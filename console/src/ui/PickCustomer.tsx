/** One of the customers, however many there are: by the beginning of the name. */
import { Combobox, Field, Option, makeStyles } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../text";
import { useAsk } from "./ask";
import { CustomerPickedDocument, CustomersToPickDocument } from "./picks.gql";

const useStyles = makeStyles({
  field: { minWidth: "200px", "@media (max-width: 639px)": { width: "100%" } },
  box: { minWidth: 0 },
});

interface PickCustomerProps {
  label: string;
  value: string | undefined;
  change: (id: string | undefined) => void;
  required?: boolean;
}

export function PickCustomer({ label, value, change, required = false }: PickCustomerProps) {
  const styles = useStyles();
  const [typed, setTyped] = useState<string>();
  const [open, setOpen] = useState(false);
  const found = useAsk(CustomersToPickDocument, { begin: typed ?? null }, { pause: !open, live: ["customer"] });
  const picked = useAsk(CustomerPickedDocument, { id: value ?? "" }, { pause: value === undefined });
  const name = value === undefined ? "" : (picked.data?.customer?.name ?? "");
  const rows = found.data?.customers.edges.map((edge) => edge.node) ?? [];
  return (
    <Field label={label} required={required} className={styles.field}>
      <Combobox
        className={styles.box}
        clearable={!required}
        value={typed ?? name}
        selectedOptions={value === undefined ? [] : [value]}
        open={open}
        onOpenChange={(_, data) => setOpen(data.open)}
        onChange={(event) => {
          setTyped(event.target.value);
          setOpen(true);
        }}
        onBlur={() => setTyped(undefined)}
        onOptionSelect={(_, { optionValue }) => {
          setTyped(undefined);
          change(optionValue);
        }}
      >
        {rows.map((row) => (
          <Option key={row.id} value={row.id}>
            {row.name}
          </Option>
        ))}
        {rows.length === 0 ? (
          <Option disabled value="" text={text.common.noMatches}>
            {found.loading ? text.common.loading : text.common.noMatches}
          </Option>
        ) : null}
      </Combobox>
    </Field>
  );
}
