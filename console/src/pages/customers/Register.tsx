import { Field, Input, Text } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useDraft } from "../../ui/draft";
import { useToast } from "../../ui/toast";
import { RegisterCustomerDocument } from "./page.gql";

const words = text.customers;

export function Register({ close }: { close: () => void }) {
  const [draft, change, clear] = useDraft("customer.register", { name: "" });
  const command = useCommand(RegisterCustomerDocument);
  const toast = useToast();
  const navigate = useNavigate();
  const register = async () => {
    const done = await command.run({ name: draft.name.trim() });
    if (done?.customer) {
      clear();
      toast(words.registeredNow(done.customer.name));
      void navigate({ to: "/customers/$id", params: { id: done.customer.id } });
    }
  };
  return (
    <Confirm
      title={words.register}
      action={words.registerAction}
      running={command.running}
      faults={command.faults}
      disabled={draft.name.trim() === ""}
      confirm={() => void register()}
      close={close}
    >
      <Text>{words.registerWords}</Text>
      <Field label={words.nameField} hint={words.nameHint} required>
        <Input value={draft.name} onChange={(_, { value }) => change({ name: value })} autoComplete="off" />
      </Field>
    </Confirm>
  );
}
