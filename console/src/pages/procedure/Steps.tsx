/** The steps in words: what each asks for, after which others, and whether somebody has to decide about it. */
import { Card, Subtitle2, Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { By } from "../../ui/By";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { Facts } from "../../ui/Facts";
import { Mark } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { said } from "../../ui/said";
import { useToast } from "../../ui/toast";
import { MarkLowRisk } from "./MarkLowRisk";
import { UnmarkDocument } from "./page.gql";
import type { ProcedureShownFragment } from "./page.gql";

type Step = ProcedureShownFragment["steps"][number];
type LowRisk = NonNullable<Step["mark"]>;

const all = text.procedures;
const words = all.one;

const useStyles = makeStyles({
  title: { margin: 0, overflowWrap: "anywhere" },
  steps: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalM },
  step: { display: "grid", gap: tokens.spacingVerticalS, justifyItems: "start" },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface StepsProps {
  of: ProcedureShownFragment;
}

/** Where a field of the operation comes from. */
function sourceOf(field: Step["fields"][number], { questions, steps }: ProcedureShownFragment): string {
  if (field.question !== null) {
    return words.fromQuestion(questions.find((it) => it.key === field.question)?.label ?? field.question);
  }
  if (field.madeBy !== null) {
    return words.fromStep(steps.find((it) => it.key === field.madeBy)?.title ?? field.madeBy);
  }
  return (field.fixed ?? []).map((it) => said(text.approvals.licences, it)).join(", ") || text.common.none;
}

export function Steps({ of }: StepsProps) {
  const styles = useStyles();
  return (
    <ol className={styles.steps}>
      {of.steps.map((step) => (
        <li key={step.key}>
          <Line of={of} step={step} />
        </li>
      ))}
    </ol>
  );
}

function Line({ of, step }: StepsProps & { step: Step }) {
  const styles = useStyles();
  const [asking, setAsking] = useState<"mark" | "unmark">();
  const titles = step.after.map((key) => of.steps.find((it) => it.key === key)?.title ?? key);
  const close = () => setAsking(undefined);
  const isInUse = of.status === "DEFINED";
  return (
    <Card className={styles.step}>
      <Subtitle2 as="h3" className={styles.title}>{step.title}</Subtitle2>
      <Text>{said(text.approvals.kinds, step.kind)}</Text>
      <Text className={styles.quiet}>{titles.length === 0 ? words.atOnce : `${words.after}: ${titles.join(", ")}`}</Text>
      <Facts of={step.fields.map((field) => [said(all.fields, field.name), sourceOf(field, of)])} />
      {step.mark === null ? null : <Limits of={step.mark} />}
      {!isInUse ? null : step.mark === null ? (
        <May roles={["ADMIN"]} onClick={() => setAsking("mark")}>
          {words.mark}
        </May>
      ) : (
        <May roles={["ADMIN"]} onClick={() => setAsking("unmark")}>
          {words.unmark}
        </May>
      )}
      {asking === "mark" ? <MarkLowRisk of={of} step={step.key} close={close} /> : null}
      {asking === "unmark" ? <Unmark id={of.id} step={step.key} close={close} /> : null}
    </Card>
  );
}

function Limits({ of }: { of: LowRisk }) {
  const isGood = Date.parse(of.until) > Date.now();
  return (
    <>
      <Mark tone={isGood ? "waits" : "quiet"} words={isGood ? words.marked : words.markOver} />
      <Facts
        of={[
          [words.markPerDay, String(of.perDay)],
          [words.markUntil, <Moment at={of.until} />],
          [words.markLicences, of.licences?.map((it) => said(text.approvals.licences, it)).join(", ")],
          [words.markCustomers, of.customers.length === 0 ? null : words.customersOf(of.customers.length)],
          [words.markTags, of.tags.join(", ")],
          [words.markedBy, <By of={of.markedBy} />],
          [words.markReason, of.reason],
        ]}
      />
    </>
  );
}

function Unmark({ id, step, close }: { id: string; step: string; close: () => void }) {
  const { run, running, faults } = useCommand(UnmarkDocument);
  const toast = useToast();
  const confirm = async () => {
    if ((await run({ id, step })) !== undefined) {
      toast(words.unmarked);
      close();
    }
  };
  return (
    <Confirm
      title={words.unmarkTitle}
      action={words.unmark}
      running={running}
      faults={faults}
      confirm={() => void confirm()}
      close={close}
    >
      <Text>{words.unmarkWords}</Text>
    </Confirm>
  );
}
