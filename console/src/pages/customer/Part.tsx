import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import type { Fault } from "../../ui/fault";
import { useToast } from "../../ui/toast";
import { PartCustomerDocument } from "./page.gql";
import type { Customer } from "./Page";
import { leftBehind } from "./shift";

const words = text.customers;

interface PartProps {
  customer: Customer;
  left: (faults: readonly Fault[]) => void;
  close: () => void;
}

export function Part({ customer, left, close }: PartProps) {
  const command = useCommand(PartCustomerDocument);
  const toast = useToast();
  const part = async (reason: string) => {
    const done = await command.run({ customer: customer.id, reason });
    if (done?.parting) {
      toast(words.parted(done.parting.records.length, done.parting.tenants.length));
      left(leftBehind(done.parting));
      close();
    }
  };
  return (
    <Confirm
      title={words.partTitle(customer.name)}
      action={words.part}
      reason="needed"
      running={command.running}
      faults={command.faults}
      confirm={(reason) => void part(reason)}
      close={close}
    >
      <Text>{words.partWords}</Text>
    </Confirm>
  );
}
