/** One request among many: what would come of it, and what came. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

import { text } from "../../text";
import { ApprovalStatusMark, RiskMark } from "../../ui/approvalMarks";
import { By } from "../../ui/By";
import { Changes } from "../../ui/Changes";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import type { DecidableFragment, DecideManyMutation, DecisionPreviewQuery } from "./page.gql";

const words = text.approvals;

const useStyles = makeStyles({
  row: {
    display: "grid",
    gap: tokens.spacingVerticalXS,
    paddingBottom: tokens.spacingVerticalM,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  marks: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  by: { color: tokens.colorNeutralForeground2 },
});

interface RowProps {
  approval: DecidableFragment | null;
  marks: ReactNode;
  children: ReactNode;
}

function Row({ approval, marks, children }: RowProps) {
  const styles = useStyles();
  return (
    <li className={styles.row}>
      {approval === null ? (
        <Text>{words.decide.gone}</Text>
      ) : (
        <>
          <Text weight="semibold">
            {approval.customer?.name ?? words.ownMsp}
            {": "}
            {approval.sentence}
          </Text>
          <Text className={styles.by}>
            {words.requester} <By of={approval.requester} />
          </Text>
        </>
      )}
      <div className={styles.marks}>
        {approval === null ? null : <RiskMark risk={approval.risk} />}
        {marks}
      </div>
      {children}
    </li>
  );
}

const OUTLOOKS: Readonly<Record<string, Tone>> = {
  GRANTED: "good",
  COUNTED: "busy",
  REJECTED: "bad",
  ALREADY_DONE: "quiet",
  REFUSED: "waits",
};

type Foreseen = DecisionPreviewQuery["approvalsDecisionPreview"]["items"][number];

export function ForeseenRow({ of }: { of: Foreseen }) {
  const { outlook, decisionsGiven, decisionsNeeded, approval } = of;
  const counted =
    outlook === "COUNTED" && decisionsGiven !== null && decisionsNeeded !== null
      ? words.decide.counted(decisionsGiven, decisionsNeeded)
      : undefined;
  return (
    <Row
      approval={approval}
      marks={
        <>
          <Mark tone={OUTLOOKS[outlook] ?? "quiet"} words={said(words.decide.outlooks, outlook)} />
          {counted}
        </>
      }
    >
      <Changes of={approval?.plan?.changes ?? []} />
      <Problems of={of.userErrors} tone="warning" />
    </Row>
  );
}

type Decided = NonNullable<DecideManyMutation["approvalsDecide"]["decided"]>[number];

export function DecidedRow({ of }: { of: Decided }) {
  return (
    <Row approval={of.approval} marks={of.approval === null ? null : <ApprovalStatusMark status={of.approval.status} />}>
      <Problems of={of.userErrors} tone="warning" />
    </Row>
  );
}
