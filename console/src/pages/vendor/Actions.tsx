/** What can be done about an account. */
import { makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { May } from "../../ui/May";
import { Problems } from "../../ui/Problems";
import { useToast } from "../../ui/toast";
import { secretsOf, settingsOf } from "../../ui/vendorInputs";
import { Disconnect, Pause } from "./dialogs";
import { DiscoverVendorDocument, ResumeVendorDocument, TestVendorDocument } from "./page.gql";
import type { AccountShownFragment } from "./page.gql";
import { Rotate } from "./Rotate";
import { Settings } from "./Settings";

const words = text.vendors;

const useStyles = makeStyles({ row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS } });

type Dialog = "settings" | "rotate" | "pause" | "disconnect";

interface ActionsProps {
  of: AccountShownFragment;
  asked: (approval: { id: string; sentence: string }) => void;
}

export function Actions({ of, asked }: ActionsProps) {
  const styles = useStyles();
  const [open, setOpen] = useState<Dialog>();
  const close = () => setOpen(undefined);
  const { inputs } = of.vendor;
  return (
    <>
      <div className={styles.row}>
        <Now of={of} />
        {settingsOf(inputs).length === 0 ? null : (
          <May roles={["ADMIN"]} onClick={() => setOpen("settings")}>
            {words.settings}
          </May>
        )}
        {secretsOf(inputs).length === 0 ? null : (
          <May roles={["ADMIN"]} onClick={() => setOpen("rotate")}>
            {words.rotate}
          </May>
        )}
        {of.phase === "CONNECTED" ? (
          <May roles={["ADMIN"]} onClick={() => setOpen("pause")}>
            {words.pause}
          </May>
        ) : null}
        <May roles={["ADMIN"]} onClick={() => setOpen("disconnect")}>
          {words.disconnect}
        </May>
      </div>
      {open === "settings" ? <Settings of={of} close={close} /> : null}
      {open === "rotate" ? <Rotate of={of} close={close} /> : null}
      {open === "pause" ? <Pause of={of} close={close} /> : null}
      {open === "disconnect" ? <Disconnect of={of} asked={asked} close={close} /> : null}
    </>
  );
}

/** What is done at once, without a question. */
function Now({ of }: { of: AccountShownFragment }) {
  const test = useCommand(TestVendorDocument);
  const discover = useCommand(DiscoverVendorDocument);
  const resume = useCommand(ResumeVendorDocument);
  const toast = useToast();
  const tryIt = async () => {
    const done = await test.run({ id: of.id });
    if (done !== undefined) {
      toast(done.connection?.test.status === "WORKS" ? words.testWorks : words.testDone);
    }
  };
  const read = async () => {
    if ((await discover.run({ id: of.id })) !== undefined) {
      toast(words.discoverAsked);
    }
  };
  const goOn = async () => {
    if ((await resume.run({ id: of.id })) !== undefined) {
      toast(words.resumed);
    }
  };
  const isBusy = of.requested || of.run !== null;
  return (
    <>
      <May roles={["TECH", "ADMIN"]} disabled={test.running} onClick={() => void tryIt()}>
        {words.test}
      </May>
      {of.phase === "PAUSED" ? (
        <May roles={["ADMIN"]} appearance="primary" disabled={resume.running} onClick={() => void goOn()}>
          {words.resume}
        </May>
      ) : (
        <May roles={["TECH", "ADMIN"]} disabled={discover.running || isBusy} onClick={() => void read()}>
          {words.discover}
        </May>
      )}
      <div role="alert" style={{ order: 1, flexBasis: "100%" }}>
        <Problems of={[...test.faults, ...discover.faults, ...resume.faults]} />
      </div>
    </>
  );
}
