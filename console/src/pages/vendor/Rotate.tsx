/** Other secrets in the place of those that an account is opened with. */
import { Checkbox, Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useToast } from "../../ui/toast";
import { VendorFields } from "../../ui/VendorFields";
import { given, isMissing, secretsOf } from "../../ui/vendorInputs";
import type { Entered } from "../../ui/vendorInputs";
import { RotateVendorDocument } from "./page.gql";
import type { AccountShownFragment } from "./page.gql";

const words = text.vendors;

export function Rotate({ of, close }: { of: AccountShownFragment; close: () => void }) {
  const [secrets, setSecrets] = useState<Entered>({});
  const [evenIfFailing, setEvenIfFailing] = useState(false);
  const { run, running, faults } = useCommand(RotateVendorDocument);
  const toast = useToast();
  const inputs = secretsOf(of.vendor.inputs);
  const rotate = async () => {
    if ((await run({ id: of.id, secrets: given(inputs, secrets), evenIfFailing })) !== undefined) {
      toast(words.rotateDone);
      close();
    }
  };
  return (
    <Confirm
      title={words.rotateTitle(of.name)}
      action={words.rotateAction}
      running={running}
      faults={faults}
      disabled={isMissing(inputs, secrets)}
      confirm={() => void rotate()}
      close={close}
    >
      <Text>{words.rotateWords}</Text>
      <VendorFields of={inputs} entered={secrets} change={setSecrets} />
      <Checkbox
        label={words.evenIfFailing}
        checked={evenIfFailing}
        onChange={(_, { checked }) => setEvenIfFailing(checked === true)}
      />
    </Confirm>
  );
}
