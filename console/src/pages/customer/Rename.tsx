import { Field, Input } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useDraft } from "../../ui/draft";
import { useToast } from "../../ui/toast";
import { RenameCustomerDocument } from "./page.gql";
import type { Customer } from "./Page";

const words = text.customers;

export function Rename({ customer, close }: { customer: Customer; close: () => void }) {
  const [draft, change, clear] = useDraft(`customer.rename.${customer.customerId}`, { name: customer.name });
  const command = useCommand(RenameCustomerDocument);
  const toast = useToast();
  const name = draft.name.trim();
  const rename = async () => {
    if (await command.run({ id: customer.id, name })) {
      toast(words.renamed(name));
      clear();
      close();
    }
  };
  return (
    <Confirm
      title={words.renameTitle(customer.name)}
      action={words.rename}
      running={command.running}
      faults={command.faults}
      disabled={name === "" || name === customer.name}
      confirm={() => void rename()}
      close={close}
    >
      <Field label={words.nameField} hint={words.nameHint} required>
        <Input value={draft.name} onChange={(_, { value }) => change({ name: value })} autoComplete="off" />
      </Field>
    </Confirm>
  );
}
