/** One customer, found by how its name begins. */
import { Combobox, Field, Option } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useQuery } from "urql";

import { text } from "../text";
import { CustomersNamedDocument } from "./customer-choice.gql";
import { CustomerCalledDocument } from "./subject.gql";

interface CustomerChoiceProps {
  label: string;
  /** The customer's own id, as the record has it. */
  value: string | undefined;
  change: (customerId: string | undefined) => void;
}

export function CustomerChoice({ label, value, change }: CustomerChoiceProps) {
  const [typed, setTyped] = useState("");
  const [{ data: chosen }] = useQuery({
    query: CustomerCalledDocument,
    variables: { id: value ?? "" },
    requestPolicy: "cache-first",
    pause: value === undefined,
  });
  const [{ data }] = useQuery({ query: CustomersNamedDocument, variables: { begin: typed } });
  const name = value === undefined ? "" : (chosen?.customer?.name ?? value);
  useEffect(() => setTyped(name), [name]);
  return (
    <Field label={label}>
      <Combobox
        clearable
        value={typed}
        selectedOptions={value === undefined ? [] : [value]}
        placeholder={text.common.all}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => setTyped(name)}
        onOptionSelect={(_, { optionValue }) => change(optionValue)}
      >
        {data?.customers.edges.map(({ node }) => (
          <Option key={node.id} value={node.customerId}>
            {node.name}
          </Option>
        ))}
      </Combobox>
    </Field>
  );
}
