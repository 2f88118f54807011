import { Field, Input, Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import type { Fault } from "../../ui/fault";
import { useToast } from "../../ui/toast";
import { SplitCustomerDocument } from "./page.gql";
import type { Customer } from "./Page";
import { leftBehind } from "./shift";

const words = text.customers;

interface SplitProps {
  customer: Customer;
  records: readonly string[];
  left: (faults: readonly Fault[]) => void;
  done: () => void;
  close: () => void;
}

export function Split({ customer, records, left, done, close }: SplitProps) {
  const [name, setName] = useState("");
  const command = useCommand(SplitCustomerDocument);
  const toast = useToast();
  const split = async (reason: string) => {
    const made = await command.run({ customer: customer.id, records: [...records], name: name.trim(), reason });
    if (made?.split) {
      toast(words.splitDone(name.trim()));
      left(leftBehind(made.split));
      done();
      close();
    }
  };
  return (
    <Confirm
      title={words.splitTitle(records.length)}
      action={words.split}
      reason="needed"
      running={command.running}
      faults={command.faults}
      disabled={name.trim() === ""}
      confirm={(reason) => void split(reason)}
      close={close}
    >
      <Text>{words.splitWords}</Text>
      <Field label={words.splitName} required>
        <Input value={name} onChange={(_, { value }) => setName(value)} autoComplete="off" />
      </Field>
    </Confirm>
  );
}
