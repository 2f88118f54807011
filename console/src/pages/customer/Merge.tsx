import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { CustomerPick } from "../../ui/CustomerPick";
import type { Fault } from "../../ui/fault";
import type { Choice } from "../../ui/Pick";
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
  const [into, setInto] = useState<Choice>();
  const command = useCommand(MergeCustomerDocument);
  const toast = useToast();
  const merge = async (reason: string) => {
    const done = into === undefined ? undefined : await command.run({ customer: customer.id, into: into.id, reason });
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
      <CustomerPick
        label={words.mergeInto}
        hint={words.mergeHint}
        chosen={into}
        choose={setInto}
        except={customer.id}
      />
    </Confirm>
  );
}
