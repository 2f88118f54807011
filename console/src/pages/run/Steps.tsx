/** The steps of a run, each with the change that it asked for. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { ApprovalStatusMark } from "../../ui/approvalMarks";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import type { RunShownFragment } from "./page.gql";

const words = text.procedures.run;

const TONES: Readonly<Record<string, Tone>> = {
  ASKED: "busy",
  DONE: "good",
  FOUND_MADE: "good",
  REJECTED: "bad",
  EXPIRED: "bad",
  UNDONE: "bad",
  ABANDONED: "bad",
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
});

interface StepsProps {
  of: RunShownFragment;
}

export function Steps({ of }: StepsProps) {
  const styles = useStyles();
  const titles = new Map(of.steps.map((it) => [it.key, it.title]));
  return (
    <ol className={styles.steps}>
      {of.steps.map((step) => (
        <li key={step.key} className={styles.step}>
          <div className={styles.head}>
            <Mark tone={TONES[step.status] ?? "quiet"} words={said(words.statuses, step.status)} />
            <Text weight="semibold">{step.title}</Text>
            {step.at === null ? null : (
              <Text size={200} className={styles.quiet}>
                <Moment at={step.at} />
              </Text>
            )}
          </div>
          {step.after.length === 0 ? null : (
            <Text size={200} className={styles.quiet}>
              {text.procedures.one.after}
              {": "}
              {step.after.map((key) => titles.get(key) ?? key).join(", ")}
            </Text>
          )}
          {step.approval === null ? null : (
            <div className={styles.head}>
              <Go to={`/approvals/${step.approval.id}`}>
                {words.approval}
                {": "}
                {step.approval.sentence}
              </Go>
              <ApprovalStatusMark status={step.approval.status} />
            </div>
          )}
          {step.problem === null ? null : <Problems of={[step.problem]} tone="warning" />}
        </li>
      ))}
    </ol>
  );
}

/** The requests by which the run is taken back. */
export function Undoing({ of }: StepsProps) {
  const styles = useStyles();
  return (
    <ol className={styles.steps}>
      {of.undoing.map((it) => (
        <li key={it.id} className={styles.head}>
          <Go to={`/approvals/${it.id}`}>{it.sentence}</Go>
          <ApprovalStatusMark status={it.status} />
        </li>
      ))}
    </ol>
  );
}
