/** The steps of an attempt in their order, those that take back behind the others. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Mark } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { capital } from "../../ui/phrase";
import { said } from "../../ui/said";
import { Told } from "../../ui/Told";
import { Matter } from "./Matter";
import type { Step } from "./standing";
import { lookOf } from "./steps";

const words = text.onboarding;

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0 },
  step: {
    display: "grid",
    gridTemplateColumns: "24px minmax(0, 1fr)",
    columnGap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} 0`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  icon: { fontSize: "20px", lineHeight: "20px", paddingTop: "1px" },
  what: { display: "grid", gap: tokens.spacingVerticalXS, minWidth: 0 },
  head: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "space-between",
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXXS,
  },
  facts: { color: tokens.colorNeutralForeground2, overflowWrap: "anywhere" },
});

export function Steps({ tenantId, steps }: { tenantId: string; steps: readonly Step[] }) {
  const styles = useStyles();
  return (
    <Section title={words.steps}>
      <ol className={styles.list}>
        {steps.map((step) => (
          <Line key={step.name} step={step} tenantId={tenantId} />
        ))}
      </ol>
    </Section>
  );
}

function Line({ step, tenantId }: { step: Step; tenantId: string }) {
  const styles = useStyles();
  const { icon: Icon, tone, color } = lookOf(step.mark);
  const at = step.outcomeAt ?? step.askedAt;
  const passed = step.mark === "DONE" || step.mark === "UNDONE" || step.mark === "NOT_NEEDED";
  return (
    <li className={styles.step}>
      <Icon className={styles.icon} style={{ color }} aria-hidden />
      <div className={styles.what}>
        <div className={styles.head}>
          <Text weight={step.mark === "AT_HAND" || step.mark === "WAITING" ? "semibold" : "regular"}>
            {capital(step.name)}
          </Text>
          <Mark tone={tone} words={said(words.marks, step.mark)} />
        </div>
        <Text size={200} className={styles.facts}>
          <Told sentence={[step.outcome, step.tries > 1 ? words.tries(step.tries) : null].filter(Boolean).join(" · ")} />
          {step.outcome !== null || step.tries > 1 ? (at === null ? null : " · ") : null}
          {at === null ? null : <Moment at={at} />}
        </Text>
        {step.problem === null ? null : (
          <Matter tenantId={tenantId} step={step.name} problem={step.problem} passed={passed} />
        )}
      </div>
    </li>
  );
}
