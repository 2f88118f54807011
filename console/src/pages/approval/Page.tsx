/** One request for a change: what it would change, who decided, and how it is carried out. */
import { makeStyles, tokens } from "@fluentui/react-components";

import { useLive } from "../../app/live";
import { text } from "../../text";
import { usePart } from "../../ui/address";
import { ApprovalStatusMark, RiskMark } from "../../ui/approvalMarks";
import { useAsk } from "../../ui/ask";
import { Changes } from "../../ui/Changes";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { Page as Frame, Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { Shown } from "../../ui/Shown";
import { About } from "./About";
import { Deciding } from "./Deciding";
import { GoingOn } from "./GoingOn";
import { ApprovalPageDocument } from "./page.gql";
import type { ApprovalShownFragment } from "./page.gql";
import { Password } from "./Password";
import { Permissions } from "./Permissions";
import { Story } from "./Story";

const words = text.approvals.one;

export function Page() {
  const id = usePart("id");
  const answer = useAsk(ApprovalPageDocument, { id }, { live: ["tenant_consent"] });
  // Its own events alone, once it is known which these are.
  useLive(["approval"], answer.again, answer.data?.approval?.approvalId);
  return (
    <Shown answer={answer}>
      {({ approval }) =>
        approval === null ? (
          <Frame title={text.approvals.title}>
            <Empty title={words.notFound} words={words.notFoundWords}>
              <Go to="/approvals">{words.toAll}</Go>
            </Empty>
          </Frame>
        ) : (
          <One key={approval.id} of={approval} again={answer.again} />
        )
      }
    </Shown>
  );
}

const useStyles = makeStyles({
  marks: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
});

function One({ of, again }: { of: ApprovalShownFragment; again: () => void }) {
  const styles = useStyles();
  const what = said(text.approvals.kinds, of.kind);
  const isOver = of.endedAt !== null;
  const waits = of.waitsFor === null || of.waitsFor === "DECISIONS" ? undefined : said(text.approvals.waits, of.waitsFor);
  return (
    <Frame
      title={`${what}: ${of.customer?.name ?? text.approvals.ownMsp}`}
      words={
        <span className={styles.marks}>
          <ApprovalStatusMark status={of.status} />
          <RiskMark risk={of.risk} />
          {waits}
        </span>
      }
    >
      {of.problem === null ? null : <Problems of={[of.problem]} tone={of.status === "ATTENTION" ? "error" : "warning"} />}
      <Section title={of.status === "DONE" ? words.planMade : isOver ? words.planDone : words.plan}>
        <Changes of={of.plan?.changes ?? []} />
      </Section>
      <Deciding of={of} again={again} />
      <GoingOn of={of} />
      <Password of={of} />
      <Permissions of={of} />
      <Section title={words.facts}>
        <About of={of} />
      </Section>
      {of.story === null ? null : (
        <Section title={words.story}>
          <Story of={of.story} />
        </Section>
      )}
    </Frame>
  );
}
