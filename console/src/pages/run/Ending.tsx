/** Asking for no more steps, and asking for the reverse of those that were done. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useToast } from "../../ui/toast";
import { StopRunDocument, UndoRunDocument } from "./page.gql";

const words = text.procedures.run;

interface EndingProps {
  id: string;
  close: () => void;
}

export function Stop({ id, close }: EndingProps) {
  const { run, running, faults } = useCommand(StopRunDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ id, reason })) !== undefined) {
      toast(words.stopped);
      close();
    }
  };
  return (
    <Confirm
      title={words.stopTitle}
      action={words.stop}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.stopWords}</Text>
    </Confirm>
  );
}

export function Undo({ id, close }: EndingProps) {
  const { run, running, faults } = useCommand(UndoRunDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ id, reason })) !== undefined) {
      toast(words.undone);
      close();
    }
  };
  return (
    <Confirm
      title={words.undoTitle}
      action={words.undo}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.undoWords}</Text>
    </Confirm>
  );
}
