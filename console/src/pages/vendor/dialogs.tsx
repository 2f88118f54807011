/** What is asked before an account is not read any more, for a while or for good. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useToast } from "../../ui/toast";
import { DisconnectVendorDocument, PauseVendorDocument } from "./page.gql";
import type { AccountShownFragment } from "./page.gql";

const words = text.vendors;

interface DialogProps {
  of: AccountShownFragment;
  close: () => void;
}

export function Pause({ of, close }: DialogProps) {
  const { run, running, faults } = useCommand(PauseVendorDocument);
  const toast = useToast();
  const pause = async (reason: string) => {
    if ((await run({ id: of.id, reason })) !== undefined) {
      toast(words.paused);
      close();
    }
  };
  return (
    <Confirm
      title={words.pauseTitle(of.name)}
      action={words.pause}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void pause(reason)}
      close={close}
    >
      <Text>{words.pauseWords}</Text>
    </Confirm>
  );
}

interface DisconnectProps extends DialogProps {
  asked: (approval: { id: string; sentence: string }) => void;
}

export function Disconnect({ of, asked, close }: DisconnectProps) {
  const { run, running, faults } = useCommand(DisconnectVendorDocument);
  const disconnect = async (reason: string) => {
    const done = await run({ id: of.id, reason });
    if (done?.approval) {
      asked(done.approval);
      close();
    }
  };
  return (
    <Confirm
      title={words.disconnectTitle(of.name)}
      action={words.disconnectAction}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void disconnect(reason)}
      close={close}
    >
      <Text>{words.disconnectWords}</Text>
    </Confirm>
  );
}
