/** Whether the whole ledger is as it was recorded: every event is looked at on the server, for as long as this is open. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  ProgressBar,
  Text,
} from "@fluentui/react-components";
import { ShieldCheckmarkRegular } from "@fluentui/react-icons";
import { useState } from "react";
import type { CombinedError } from "urql";

import { useFollow } from "../../app/follow";
import { text } from "../../text";
import { Copy } from "../../ui/Copy";
import { Facts } from "../../ui/Facts";
import { Failed } from "../../ui/Failed";
import { Mark } from "../../ui/Mark";
import { Problems } from "../../ui/Problems";
import { LedgerVerifiedDocument } from "./verify.gql";
import type { LedgerVerifiedSubscription } from "./verify.gql";

type Told = LedgerVerifiedSubscription["ledgerVerified"];

const words = text.audit.verify;

export function Verify() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<ShieldCheckmarkRegular />} onClick={() => setOpen(true)}>
        {words.button}
      </Button>
      {open ? <Verification close={() => setOpen(false)} /> : null}
    </>
  );
}

function Verification({ close }: { close: () => void }) {
  const [told, setTold] = useState<Told>();
  const [error, setError] = useState<CombinedError>();
  useFollow(LedgerVerifiedDocument, {}, { next: ({ ledgerVerified }) => setTold(ledgerVerified), over: setError });
  return (
    <Dialog open onOpenChange={(_, { open }) => (open ? undefined : close())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.title}</DialogTitle>
          <DialogContent>
            <Text block>{words.words}</Text>
            {error === undefined ? null : <Failed error={error} />}
            <div role="status">{told === undefined ? null : <Outcome of={told} />}</div>
          </DialogContent>
          <DialogActions>
            <Button onClick={close}>{text.common.close}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Outcome({ of }: { of: Told }) {
  if (of.status === "CHECKING") {
    const share = of.events === "0" ? 0 : Number(of.checked) / Number(of.events);
    return (
      <>
        <Text>{words.checked(of.checked, of.events)}</Text>
        <ProgressBar value={share} aria-label={words.title} />
      </>
    );
  }
  const sound = of.status === "SOUND";
  return (
    <>
      <Mark tone={sound ? "good" : "bad"} words={sound ? words.sound : words.unsound} />
      <Facts
        of={[
          [words.events, of.checked],
          [words.took, words.seconds(of.seconds)],
          [words.root, of.rootHash ? <Root key="root" hash={of.rootHash} /> : null],
          [words.found, sound ? null : of.found],
        ]}
      />
      <Problems of={of.findings} />
    </>
  );
}

function Root({ hash }: { hash: string }) {
  return (
    <>
      {hash} <Copy value={hash} label={words.root} />
    </>
  );
}
