/** Questions before something is done with the chosen record. */
import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { Confirm } from "../../ui/Confirm";
import { Line } from "../../ui/Line";
import { PickCustomer } from "../../ui/PickCustomer";
import type { VendorRecord } from "./Detail";
import type { Deeds } from "./useDeeds";

const words = text.mapping;

export type Open = "link" | "create" | "ignore" | "move" | "unlink";

interface DialogProps {
  record: VendorRecord;
  deeds: Deeds;
  close: () => void;
}

export function Dialogs({ open, deeds, close, ...props }: DialogProps & { open: Open }) {
  const leave = () => {
    deeds.clear();
    close();
  };
  const all = { ...props, deeds, close: leave };
  switch (open) {
    case "link":
    case "move":
      return <Give {...all} />;
    case "create":
      return <Create {...all} />;
    case "ignore":
      return <Ignore {...all} />;
    case "unlink":
      return <Unlink {...all} />;
  }
}

/** Links it, or moves it where it is somebody's. */
function Give({ record, deeds, close }: DialogProps) {
  const [to, setTo] = useState<string>();
  const name = record.name || words.noName;
  const from = record.link?.customer ?? undefined;
  const give = async () => {
    if (to !== undefined) {
      const named = { id: record.id, name };
      const isDone = await (from === undefined ? deeds.link(named, to) : deeds.move(named, from.id, to));
      if (isDone) {
        close();
      }
    }
  };
  return (
    <Confirm
      title={from === undefined ? words.linkTitle(name) : words.moveTitle(name)}
      action={from === undefined ? words.link : words.move}
      running={deeds.running}
      faults={deeds.faults}
      disabled={to === undefined || to === from?.id}
      confirm={() => void give()}
      close={close}
    >
      {from === undefined ? null : <Text>{words.moveWords(from.name)}</Text>}
      <PickCustomer label={words.customer} value={to} change={setTo} required />
    </Confirm>
  );
}

function Create({ record, deeds, close }: DialogProps) {
  const [name, setName] = useState(record.name);
  const shown = record.name || words.noName;
  const create = async () => {
    if (await deeds.create({ id: record.id, name: shown }, name.trim())) {
      close();
    }
  };
  return (
    <Confirm
      title={words.createTitle(shown)}
      action={words.create}
      running={deeds.running}
      faults={deeds.faults}
      disabled={name.trim() === ""}
      confirm={() => void create()}
      close={close}
    >
      <Text>{words.createWords}</Text>
      <Line label={words.createName} value={name} change={setName} required />
    </Confirm>
  );
}

function Ignore({ record, deeds, close }: DialogProps) {
  const name = record.name || words.noName;
  const ignore = async (reason: string) => {
    if (await deeds.ignore({ id: record.id, name }, reason)) {
      close();
    }
  };
  return (
    <Confirm
      title={words.ignoreTitle(name)}
      action={words.ignore}
      reason="needed"
      running={deeds.running}
      faults={deeds.faults}
      confirm={(reason) => void ignore(reason)}
      close={close}
    >
      <Text>{words.ignoreWords}</Text>
    </Confirm>
  );
}

function Unlink({ record, deeds, close }: DialogProps) {
  const name = record.name || words.noName;
  const customer = record.link?.customer;
  const unlink = async () => {
    if (customer && (await deeds.unlink({ id: record.id, name }, customer.id))) {
      close();
    }
  };
  return (
    <Confirm
      title={words.unlinkTitle(name, customer?.name ?? text.common.unknown)}
      action={words.unlink}
      running={deeds.running}
      faults={deeds.faults}
      confirm={() => void unlink()}
      close={close}
    >
      <Text>{words.unlinkWords}</Text>
    </Confirm>
  );
}
