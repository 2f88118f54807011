/** Another name for a template, and its retirement. */
import { Field, Input, Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useToast } from "../../ui/toast";
import { RenameTemplateDocument, RetireTemplateDocument } from "./page.gql";

const words = text.tenants.templates;

interface About {
  template: { id: string; name: string };
  close: () => void;
}

export function Rename({ template, close }: About) {
  const [name, setName] = useState(template.name);
  const { run, running, faults } = useCommand(RenameTemplateDocument);
  const toast = useToast();
  const rename = async () => {
    if ((await run({ id: template.id, name: name.trim() })) !== undefined) {
      toast(words.renamed);
      close();
    }
  };
  return (
    <Confirm
      title={words.renameOf(template.name)}
      action={words.rename}
      running={running}
      faults={faults}
      disabled={name.trim() === ""}
      confirm={() => void rename()}
      close={close}
    >
      <Field label={words.name} required>
        <Input value={name} onChange={(_, { value }) => setName(value)} />
      </Field>
    </Confirm>
  );
}

export function Retire({ template, close }: About) {
  const { run, running, faults } = useCommand(RetireTemplateDocument);
  const toast = useToast();
  const retire = async (reason: string) => {
    if ((await run({ id: template.id, reason })) !== undefined) {
      toast(words.isRetired);
      close();
    }
  };
  return (
    <Confirm
      title={words.retireOf(template.name)}
      action={words.retire}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void retire(reason)}
      close={close}
    >
      <Text>{words.retireWords}</Text>
    </Confirm>
  );
}
