/** Within which limits nobody has to approve a step. */
import { Field, Input, Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { Line } from "../../ui/Line";
import { PickCustomer } from "../../ui/PickCustomer";
import { PickLicences } from "../../ui/PickLicences";
import { startOf } from "../../ui/Since";
import { useToast } from "../../ui/toast";
import { MarkLowRiskDocument } from "./page.gql";
import type { ProcedureShownFragment } from "./page.gql";

const words = text.procedures.marking;

interface MarkLowRiskProps {
  of: ProcedureShownFragment;
  /** By its key. */
  step: string;
  close: () => void;
}

export function MarkLowRisk({ of, step, close }: MarkLowRiskProps) {
  const { run, running, faults } = useCommand(MarkLowRiskDocument);
  const toast = useToast();
  const [perDay, setPerDay] = useState("5");
  const [day, setDay] = useState("");
  const [licences, setLicences] = useState<readonly string[]>([]);
  const [tags, setTags] = useState("");
  const [customer, setCustomer] = useState<string>();
  const until = startOf(day);
  const isNumber = /^\d{1,4}$/.test(perDay);
  const kind = of.steps.find((it) => it.key === step)?.kind;
  const hasLicences = kind === "CREATE_USER" || kind === "ASSIGN_LICENCES" || kind === "REMOVE_LICENCES";
  const confirm = async (reason: string) => {
    if (until === undefined) {
      return;
    }
    const limits = {
      perDay: Number(perDay),
      tags: tags.split(",").map((it) => it.trim()).filter((it) => it !== ""),
      customers: customer === undefined ? [] : [customer],
      ...(licences.length === 0 ? {} : { licences: [...licences] }),
    };
    if ((await run({ id: of.id, version: of.version, step, until, reason, limits })) !== undefined) {
      toast(words.done);
      close();
    }
  };
  return (
    <Confirm
      title={words.title}
      action={words.action}
      reason="needed"
      running={running}
      faults={faults}
      disabled={until === undefined || !isNumber}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.words}</Text>
      <Line label={words.perDay} hint={words.perDayHint} type="number" required value={perDay} change={setPerDay} />
      <Field label={words.until} hint={words.untilHint} required>
        <Input type="date" value={day} onChange={(_, data) => setDay(data.value)} />
      </Field>
      {hasLicences ? <PickLicences label={words.licences} value={licences} change={setLicences} /> : null}
      <Line label={words.tags} hint={words.tagsHint} value={tags} change={setTags} />
      <PickCustomer label={words.customer} value={customer} change={setCustomer} />
    </Confirm>
  );
}
