/** How the change is carried out, step by step, as it happens. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Copy } from "../../ui/Copy";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import type { ApprovalShownFragment, StepProblemPartsFragment } from "./page.gql";

const words = text.approvals.one;

type Told = NonNullable<ApprovalShownFragment["story"]>;
type Step = Told["steps"][number];

const TONES: Readonly<Record<string, Tone>> = {
  DONE: "good",
  AT_HAND: "busy",
  WAITING: "waits",
  FAILED: "bad",
  UNDONE: "waits",
  LEFT: "bad",
};

const useStyles = makeStyles({
  steps: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalM },
  step: {
    display: "grid",
    gap: tokens.spacingVerticalXS,
    paddingLeft: tokens.spacingHorizontalM,
    borderLeft: `3px solid ${tokens.colorNeutralStroke2}`,
  },
  head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
  problem: { display: "grid", gap: tokens.spacingVerticalXS, justifyItems: "start" },
});

export function Story({ of }: { of: Told }) {
  const styles = useStyles();
  if (of.steps.length === 0) {
    return <Text>{of.foundMade ? words.foundMade : words.storyNone}</Text>;
  }
  return (
    <>
      {of.foundMade ? <Text>{words.foundMade}</Text> : null}
      {of.failure === null ? null : <Trouble title={words.failure} of={of.failure} />}
      {of.attention === null ? null : <Trouble title={words.attention} of={of.attention} />}
      <ol className={styles.steps}>
        {of.steps.map((step, index) => (
          <Line key={`${step.name}${index}`} of={step} />
        ))}
      </ol>
      {of.nextLookAt === null ? null : (
        <Text className={styles.quiet}>
          {words.next} <Moment at={of.nextLookAt} />
        </Text>
      )}
    </>
  );
}

function Line({ of }: { of: Step }) {
  const styles = useStyles();
  const at = of.endedAt ?? of.askedAt;
  return (
    <li className={styles.step}>
      <div className={styles.head}>
        <Mark tone={TONES[of.mark] ?? "quiet"} words={said(words.marks, of.mark)} />
        <Text>{of.name}</Text>
        <Text size={200} className={styles.quiet}>
          {at === null ? null : <Moment at={at} />}
          {of.tries > 1 ? ` (${words.tries(of.tries)})` : null}
        </Text>
      </div>
      {of.undo === null ? null : (
        <Text size={200} className={styles.quiet}>
          {words.undoOfStep}
          {": "}
          {of.undo}
        </Text>
      )}
      {of.problem === null ? null : <Trouble of={of.problem} />}
    </li>
  );
}

/** A fault with all that the clouds' own support asks for. */
function Trouble({ title, of }: { title?: string; of: StepProblemPartsFragment }) {
  const styles = useStyles();
  const cloud = [
    of.vendorCode === null ? undefined : `${words.vendorCode}: ${of.vendorCode}`,
    of.requestId === null ? undefined : `${words.requestId}: ${of.requestId}`,
  ].filter((it) => it !== undefined);
  return (
    <div className={styles.problem}>
      {title === undefined ? null : <Text weight="semibold">{title}</Text>}
      <Problems of={[of]} tone="warning" />
      {cloud.length === 0 ? null : (
        <>
          <Text size={200} className={styles.quiet}>
            {cloud.join(", ")}
          </Text>
          <Copy value={[of.code, of.at, of.detail, ...cloud].join("\n")} label={words.forSupport} />
        </>
      )}
    </div>
  );
}
