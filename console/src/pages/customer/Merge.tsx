import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import type { Fault } from "../../ui/fault";
import { PickCustomer } from "../../ui/PickCustomer";
import { useToast } from "../../ui/toast";
import { MergeCustomerDocument } from "./page.gql";
import type { Customer } from "./Page";
import { leftBehind } from "./shift";

const words = text.customers;

interface MergeProps {
  customer: Customer;
  left: (faults: readonly Fault[]) => void;
  close: () => void;
}

export function Merge({ customer, left, close }: MergeProps) {
  const [into, setInto] = useState<string>();
  const command = useCommand(MergeCustomerDocument);
  const toast = useToast();
  const merge = async (reason: string) => {
    const done = into === undefined ? undefined : await command.run({ customer: customer.id, into, reason });
    if (done?.merger) {
      toast(words.merged(done.merger.records.length, done.merger.tenants.length));
      left(leftBehind(done.merger));
      close();
    }
  };
  return (
    <Confirm
      title={words.mergeTitle(customer.name)}
      action={words.mergeAction}
      reason="needed"
      running={command.running}
      faults={command.faults}
      disabled={into === undefined}
      confirm={(reason) => void merge(reason)}
      close={close}
    >
      <Text>{words.mergeWords(customer.name)}</Text>
      <PickCustomer
        label={words.mergeInto}
        value={into}
        change={setInto}
        except={customer.id}
        required
      />
    </Confirm>
  );
}
