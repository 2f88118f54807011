import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useToast } from "../../ui/toast";
import { RetireDocument } from "./page.gql";

const words = text.procedures.one;

export function Retire({ id, close }: { id: string; close: () => void }) {
  const { run, running, faults } = useCommand(RetireDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ id, reason })) !== undefined) {
      toast(words.retired);
      close();
    }
  };
  return (
    <Confirm
      title={words.retireTitle}
      action={words.retire}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.retireWords}</Text>
    </Confirm>
  );
}
