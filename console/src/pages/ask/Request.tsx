/** What would come of the wish, and asking for it. */
import { Field, Textarea } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";

import { text } from "../../text";
import { Changes } from "../../ui/Changes";
import { useCommand } from "../../ui/command";
import { Facts } from "../../ui/Facts";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { useToast } from "../../ui/toast";
import { RequestDocument } from "./page.gql";
import type { ApprovalWishInput, PreviewQuery } from "./page.gql";

const words = text.approvals.ask;

interface RequestProps {
  of: NonNullable<PreviewQuery["approvalPreview"]["preview"]>;
  what: ApprovalWishInput;
  reason: string;
  change: (reason: string) => void;
  sent: () => void;
}

export function Request({ of, what, reason, change, sent }: RequestProps) {
  const { run, running, faults } = useCommand(RequestDocument);
  const navigate = useNavigate();
  const toast = useToast();
  const ask = async () => {
    const payload = await run({ what, reason: reason.trim() });
    if (payload?.approval) {
      toast(words.requested);
      sent();
      await navigate({ to: "/approvals/$id", params: { id: payload.approval.id } });
    }
  };
  const isEmpty = of.changes.length === 0;
  return (
    <Section title={words.previewTitle}>
      <Changes of={of.changes} />
      <Facts
        of={[
          [words.risk, `${said(text.approvals.risks, of.risk)}. ${said(text.approvals.riskWords, of.risk)}`],
          [words.decisions, String(of.decisionsNeeded)],
          [words.permissions, of.permissions.join(", ")],
          [words.undo, of.undoSentence],
        ]}
      />
      {isEmpty ? null : (
        <>
          <Field label={words.reason} hint={words.reasonHint} required>
            <Textarea value={reason} onChange={(_, data) => change(data.value)} resize="vertical" />
          </Field>
          <div>
            <May roles={["TECH", "ADMIN"]} appearance="primary" disabled={running || reason.trim() === ""} onClick={() => void ask()}>
              {words.request}
            </May>
          </div>
        </>
      )}
      <div role="alert">
        <Problems of={faults} />
      </div>
    </Section>
  );
}
