/** What a cloud answered when a step did not work: in plain words, and all that support asks for. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Copy } from "../../ui/Copy";
import { Facts } from "../../ui/Facts";
import { Moment } from "../../ui/Moment";
import { Problems } from "../../ui/Problems";
import type { StepProblem } from "./standing";
import { forSupport } from "./support";

const words = text.onboarding.support;

const useStyles = makeStyles({
  box: { display: "grid", gap: tokens.spacingVerticalS, paddingTop: tokens.spacingVerticalXS },
  support: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface MatterProps {
  tenantId: string;
  step: string;
  problem: StepProblem;
  /** It was met on the way, and is over. */
  passed?: boolean;
}

export function Matter({ tenantId, step, problem, passed = false }: MatterProps) {
  const styles = useStyles();
  const body = <Told tenantId={tenantId} step={step} problem={problem} tone={passed ? "info" : "error"} />;
  if (!passed) {
    return body;
  }
  return (
    <details>
      <summary>
        <Text size={200} className={styles.quiet}>
          {text.onboarding.metBefore}
        </Text>
      </summary>
      {body}
    </details>
  );
}

function Told({ tenantId, step, problem, tone }: Omit<MatterProps, "passed"> & { tone: "error" | "info" }) {
  const styles = useStyles();
  return (
    <div className={styles.box}>
      <Problems of={[problem]} tone={tone} />
      <Facts
        of={[
          [words.vendorCode, problem.vendorCode],
          [words.requestId, problem.requestId],
          [words.status, problem.status],
          [words.api, problem.api],
          [words.at, <Moment key="at" at={problem.at} />],
        ]}
      />
      <div className={styles.support}>
        <Text size={200}>{words.button}</Text>
        <Copy value={forSupport(tenantId, step, problem)} label={words.copy} />
      </div>
    </div>
  );
}
