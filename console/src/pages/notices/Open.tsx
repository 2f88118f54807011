/** Opening a channel. A webhook's secret is told once. */
import { Field, Radio, RadioGroup, Text, Textarea } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useDraft } from "../../ui/draft";
import { Line } from "../../ui/Line";
import { useToast } from "../../ui/toast";
import { OpenChannelDocument } from "./page.gql";
import type { NoticeTopic } from "./page.gql";
import { TOPICS, Topics } from "./Topics";

const words = text.notices;

interface Draft {
  name: string;
  kind: "WEBHOOK" | "MAIL";
  webhook: string;
  mail: string;
  topics: readonly NoticeTopic[];
}

const EMPTY: Draft = { name: "", kind: "WEBHOOK", webhook: "", mail: "", topics: TOPICS };

interface OpenProps {
  tell: (secret: string) => void;
  close: () => void;
}

export function Open({ tell, close }: OpenProps) {
  const { run, running, faults } = useCommand(OpenChannelDocument);
  const [draft, fill, clear] = useDraft<Draft>("notices", EMPTY);
  const toast = useToast();
  const mail = draft.mail.split(/[\s,;]+/).filter((it) => it !== "");
  const isMail = draft.kind === "MAIL";
  const missing = draft.name.trim() === "" || draft.topics.length === 0 || (isMail ? mail.length === 0 : draft.webhook.trim() === "");
  const confirm = async () => {
    const target = isMail ? { mail } : { webhook: draft.webhook.trim() };
    const payload = await run({ name: draft.name.trim(), target, topics: [...draft.topics] });
    if (payload === undefined) {
      return;
    }
    toast(words.opened);
    clear();
    close();
    if (payload.opened?.secret) {
      tell(payload.opened.secret);
    }
  };
  return (
    <Confirm
      title={words.openTitle}
      action={words.open}
      running={running}
      faults={faults}
      disabled={missing}
      confirm={() => void confirm()}
      close={close}
    >
      <Text>{words.openWords}</Text>
      <Line label={words.name} required value={draft.name} change={(name) => fill({ name })} />
      <Field label={words.kind} required>
        <RadioGroup value={draft.kind} onChange={(_, data) => fill({ kind: data.value === "MAIL" ? "MAIL" : "WEBHOOK" })}>
          <Radio value="WEBHOOK" label={words.kinds.WEBHOOK} />
          <Radio value="MAIL" label={words.kinds.MAIL} />
        </RadioGroup>
      </Field>
      {isMail ? (
        <Field label={words.mail} hint={words.mailHint} required>
          <Textarea value={draft.mail} onChange={(_, data) => fill({ mail: data.value })} />
        </Field>
      ) : (
        <Line
          label={words.webhook}
          hint={words.webhookHint}
          type="url"
          required
          value={draft.webhook}
          change={(webhook) => fill({ webhook })}
        />
      )}
      <Topics value={draft.topics} change={(topics) => fill({ topics })} />
    </Confirm>
  );
}
