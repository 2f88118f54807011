/** An account at a vendor is connected: what it takes is what the vendor says. */
import { Checkbox, Field, Select, Text } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useDraft } from "../../ui/draft";
import { Line } from "../../ui/Line";
import { said } from "../../ui/said";
import { useToast } from "../../ui/toast";
import { VendorFields } from "../../ui/VendorFields";
import { given, isMissing, secretsOf, settingsOf } from "../../ui/vendorInputs";
import type { Entered } from "../../ui/vendorInputs";
import { ConnectVendorDocument } from "./page.gql";
import type { VendorsToConnectQuery } from "./page.gql";

type Vendors = VendorsToConnectQuery["vendors"];

interface Draft {
  vendor: string;
  name: string;
  settings: Entered;
  onlyIfWorks: boolean;
}

const words = text.vendors;
const EMPTY: Draft = { vendor: "", name: "", settings: {}, onlyIfWorks: true };

export function Connect({ among, close }: { among: Vendors; close: () => void }) {
  const [draft, change, clear] = useDraft("vendor.connect", EMPTY);
  // No draft: secrets are kept nowhere.
  const [secrets, setSecrets] = useState<Entered>({});
  const command = useCommand(ConnectVendorDocument);
  const toast = useToast();
  const navigate = useNavigate();
  const inputs = among.find((it) => it.word === draft.vendor)?.inputs;
  const isComplete =
    inputs !== undefined && draft.name.trim() !== "" && !isMissing(inputs, { ...draft.settings, ...secrets });
  const connect = async () => {
    const done = await command.run({
      vendor: draft.vendor,
      name: draft.name.trim(),
      settings: given(settingsOf(inputs ?? []), draft.settings),
      secrets: given(secretsOf(inputs ?? []), secrets),
      onlyIfWorks: draft.onlyIfWorks,
    });
    if (done?.connection) {
      clear();
      close();
      toast(words.connectedNow(done.connection.name));
      void navigate({ to: "/vendors/$id", params: { id: done.connection.id } });
    }
  };
  const choose = (vendor: string) => {
    setSecrets({});
    command.clear();
    const before = among.find((it) => it.word === draft.vendor)?.title ?? "";
    const title = among.find((it) => it.word === vendor)?.title ?? "";
    // Most have one account at a vendor, and call it by the vendor's name.
    change({ vendor, settings: {}, ...(draft.name === before ? { name: title } : {}) });
  };
  return (
    <Confirm
      title={words.connect}
      action={words.connectAction}
      running={command.running}
      faults={command.faults}
      disabled={!isComplete}
      confirm={() => void connect()}
      close={close}
    >
      <Text>{words.connectWords}</Text>
      <Field label={words.vendor} required>
        <Select value={draft.vendor} onChange={(_, { value }) => choose(value)}>
          <option value="">{words.choose}</option>
          {among.map((it) => (
            <option key={it.word} value={it.word}>
              {`${it.title} (${said(words.systems, it.system)})`}
            </option>
          ))}
        </Select>
      </Field>
      {inputs === undefined ? null : (
        <>
          <Line label={words.name} hint={words.nameHint} value={draft.name} change={(name) => change({ name })} required />
          <VendorFields of={settingsOf(inputs)} entered={draft.settings} change={(settings) => change({ settings })} />
          <VendorFields of={secretsOf(inputs)} entered={secrets} change={setSecrets} />
          <Field hint={words.onlyIfWorksHint}>
            <Checkbox
              label={words.onlyIfWorks}
              checked={draft.onlyIfWorks}
              onChange={(_, { checked }) => change({ onlyIfWorks: checked === true })}
            />
          </Field>
        </>
      )}
    </Confirm>
  );
}
