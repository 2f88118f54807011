/** What is changed of the settings, read once more before it is. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { said } from "../../ui/said";
import { useToast } from "../../ui/toast";
import { changed, differences } from "./changes";
import type { Draft, Settings, Value } from "./changes";
import { SettingsChangeDocument } from "./page.gql";

const words = text.settings;
const names: Readonly<Record<string, string>> = { ...words.fields, twoPerson: words.twoPerson };

interface SaveProps {
  settings: Settings;
  draft: Draft;
  close: () => void;
}

function inWords(value: Value): string {
  if (typeof value === "boolean") {
    return value ? text.common.yes : text.common.no;
  }
  const shown = typeof value === "string" ? value : value.map((it) => said(words.risks, it)).join(", ");
  return shown === "" ? words.none : shown;
}

export function Save({ settings, draft, close }: SaveProps) {
  const { run, running, faults } = useCommand(SettingsChangeDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ ...changed(settings, draft), reason })) !== undefined) {
      toast(words.saved);
      close();
    }
  };
  return (
    <Confirm
      title={words.saveTitle}
      action={words.save}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      {differences(settings, draft).map(({ name, before, after }) => (
        <Text key={name} block>
          {words.from(names[name] ?? name, inWords(before), inWords(after))}
        </Text>
      ))}
    </Confirm>
  );
}
