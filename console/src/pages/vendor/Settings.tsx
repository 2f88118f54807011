/** What an account is opened with and is no secret. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useDraft } from "../../ui/draft";
import { useToast } from "../../ui/toast";
import { VendorFields } from "../../ui/VendorFields";
import { given, isMissing, settingsOf } from "../../ui/vendorInputs";
import type { Entered } from "../../ui/vendorInputs";
import { ChangeVendorSettingsDocument } from "./page.gql";
import type { AccountShownFragment } from "./page.gql";

const words = text.vendors;

export function Settings({ of, close }: { of: AccountShownFragment; close: () => void }) {
  const now: Entered = Object.fromEntries(of.settings.map(({ name, value }) => [name, value]));
  const [entered, change, clear] = useDraft<Entered>(`vendor.settings.${of.id}`, now);
  const { run, running, faults } = useCommand(ChangeVendorSettingsDocument);
  const toast = useToast();
  const inputs = settingsOf(of.vendor.inputs);
  // What somebody else entered meanwhile is not hidden by what was not sent.
  const leave = () => {
    clear();
    close();
  };
  const save = async () => {
    if ((await run({ id: of.id, settings: given(inputs, entered) })) !== undefined) {
      toast(words.settingsDone);
      leave();
    }
  };
  return (
    <Confirm
      title={words.settingsTitle(of.name)}
      action={words.settingsAction}
      running={running}
      faults={faults}
      disabled={isMissing(inputs, entered)}
      confirm={() => void save()}
      close={leave}
    >
      <Text>{words.settingsWords}</Text>
      <VendorFields of={inputs} entered={entered} change={change} />
    </Confirm>
  );
}
