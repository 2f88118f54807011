/** What is asked before something is done about a channel. */
import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useToast } from "../../ui/toast";
import { ChangeTopicsDocument, CloseChannelDocument, PauseChannelDocument, RenewSecretDocument } from "./page.gql";
import type { ChannelShownFragment } from "./page.gql";
import { Topics } from "./Topics";

const words = text.notices;

interface DialogProps {
  of: ChannelShownFragment;
  close: () => void;
}

export function ChangeTopics({ of, close }: DialogProps) {
  const { run, running, faults } = useCommand(ChangeTopicsDocument);
  const [topics, setTopics] = useState<ChannelShownFragment["topics"]>(of.topics);
  const toast = useToast();
  const confirm = async () => {
    if ((await run({ id: of.id, topics })) !== undefined) {
      toast(words.changed);
      close();
    }
  };
  return (
    <Confirm
      title={words.changeTitle(of.name)}
      action={words.save}
      running={running}
      faults={faults}
      disabled={topics.length === 0}
      confirm={() => void confirm()}
      close={close}
    >
      <Topics value={topics} change={(topics) => setTopics([...topics])} />
      {topics.length === 0 ? <Text>{words.noTopics}</Text> : null}
    </Confirm>
  );
}

export function Pause({ of, close }: DialogProps) {
  const { run, running, faults } = useCommand(PauseChannelDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
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
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.pauseWords}</Text>
    </Confirm>
  );
}

export function Renew({ of, tell, close }: DialogProps & { tell: (secret: string) => void }) {
  const { run, running, faults } = useCommand(RenewSecretDocument);
  const confirm = async () => {
    const payload = await run({ id: of.id });
    if (payload === undefined) {
      return;
    }
    close();
    if (payload.renewed?.secret) {
      tell(payload.renewed.secret);
    }
  };
  return (
    <Confirm
      title={words.renewTitle(of.name)}
      action={words.renew}
      running={running}
      faults={faults}
      confirm={() => void confirm()}
      close={close}
    >
      <Text>{words.renewWords}</Text>
    </Confirm>
  );
}

export function Close({ of, close }: DialogProps) {
  const { run, running, faults } = useCommand(CloseChannelDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ id: of.id, reason })) !== undefined) {
      toast(words.closed);
      close();
    }
  };
  return (
    <Confirm
      title={words.closeTitle(of.name)}
      action={words.close}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.closeWords}</Text>
    </Confirm>
  );
}
