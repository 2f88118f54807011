/** Who asked for what, why, and by what it may be carried out. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { By } from "../../ui/By";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { Moment } from "../../ui/Moment";
import { said } from "../../ui/said";
import type { ApprovalShownFragment } from "./page.gql";

const all = text.approvals;
const words = all.one;

export function undoWords(undo: string, days: number | null): string {
  return undo === "WITHIN_DAYS" ? words.undos.WITHIN_DAYS(days ?? 0) : undo === "FULLY" ? words.undos.FULLY : words.undos.NOT;
}

export function About({ of }: { of: ApprovalShownFragment }) {
  const { customer, tenant, connection, procedure, plan } = of;
  return (
    <Facts
      of={[
        [all.requester, <By of={of.requester} />],
        [all.asked, <Moment at={of.askedAt} />],
        [words.reason, of.reason],
        [all.customer, customer === null ? null : <Go to={`/customers/${customer.id}`}>{customer.name}</Go>],
        [all.tenant, tenant === null ? null : <Go to={`/onboardings/${tenant.tenantId}`}>{tenant.name}</Go>],
        [words.vendor, connection === null ? null : <Go to={`/vendors/${connection.id}`}>{connection.name}</Go>],
        [words.procedure, procedure === null ? null : <Go to={`/procedures/${procedure.id}`}>{procedure.name}</Go>],
        [all.risk, `${said(all.risks, of.risk)}. ${said(all.riskWords, of.risk)}`],
        [words.undo, plan === null ? null : undoWords(plan.undo, plan.undoDays)],
        [words.decisions, <Decisions of={of} />],
        [all.validUntil, of.status === "WAITING" || of.status === "EXPIRED" ? <Moment at={of.validUntil} /> : null],
        [words.granted, of.grantedAt === null ? null : <Moment at={of.grantedAt} />],
        [words.ended, of.endedAt === null ? null : <Moment at={of.endedAt} />],
        [words.endedBy, of.endedBy === null ? null : <By of={of.endedBy} />],
        [words.endReason, of.endReason],
        [words.digest, <Digest of={of} />],
        [text.audit.title, <Go to="/audit" search={{ stream: `approval/${of.approvalId}` }}>{words.timeline}</Go>],
      ]}
    />
  );
}

function Digest({ of }: { of: ApprovalShownFragment }) {
  return (
    <>
      <Text font="monospace" size={200}>
        {of.digest}
      </Text>
      {of.revision > 1 ? ` (${words.revision(of.revision)})` : null}
    </>
  );
}

/** Those who approved, or the rule by which nobody had to. */
function Decisions({ of }: { of: ApprovalShownFragment }) {
  const rule = of.grant?.rule;
  if (of.byRule) {
    return (
      <>
        <div>{words.byRule}</div>
        {rule === null || rule === undefined ? null : (
          <div>
            {rule.procedure === null ? null : <Go to={`/procedures/${rule.procedure.id}`}>{rule.procedure.name}</Go>}{" "}
            {words.ruleWords(rule.step, rule.version, rule.perDay)} <By of={rule.markedBy} />
          </div>
        )}
      </>
    );
  }
  return (
    <>
      <div>{words.given(of.decisionsGiven, of.decisionsNeeded)}</div>
      {of.decisions.map((it) => (
        <div key={it.by.actor}>
          <By of={it.by} /> {words.decidedAs(said(text.common.roles, it.role))}
          {", "}
          <Moment at={it.at} />
        </div>
      ))}
    </>
  );
}
