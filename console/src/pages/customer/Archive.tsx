import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { ArchiveCustomerDocument } from "./page.gql";
import type { Customer } from "./Page";

const words = text.customers;

interface ArchiveProps {
  customer: Customer;
  asked: (approval: { id: string; sentence: string }) => void;
  close: () => void;
}

export function Archive({ customer, asked, close }: ArchiveProps) {
  const command = useCommand(ArchiveCustomerDocument);
  const archive = async (reason: string) => {
    const done = await command.run({ id: customer.id, reason });
    if (done?.approval) {
      asked(done.approval);
      close();
    }
  };
  return (
    <Confirm
      title={words.archiveTitle(customer.name)}
      action={words.archiveAction}
      reason="needed"
      running={command.running}
      faults={command.faults}
      confirm={(reason) => void archive(reason)}
      close={close}
    >
      <Text>{words.archiveWords}</Text>
    </Confirm>
  );
}
