/** New terms of a template, as its next version. */
import { Checkbox, Text } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useDraft } from "../../ui/draft";
import { useToast } from "../../ui/toast";
import { ReviseTemplateDocument } from "./page.gql";
import type { TemplateShownFragment } from "./page.gql";
import { draftOf, sharesOf, termsOf } from "./terms";
import type { Terms } from "./terms";
import { TermsForm } from "./TermsForm";

const words = text.tenants.templates;

interface ReviseProps {
  template: TemplateShownFragment;
  terms: Terms;
  close: () => void;
}

export function Revise({ template, terms, close }: ReviseProps) {
  // What was typed belongs to the version that it was made from.
  const key = `template.${template.id}.${template.version}`;
  const [draft, change, clear] = useDraft(key, { ...draftOf(terms), accepted: false });
  const { run, running, faults } = useCommand(ReviseTemplateDocument);
  const toast = useToast();
  const shares = sharesOf(draft.shares);
  const needsApprovals = faults.some(({ code }) => code === "TEMPLATE_NEEDS_NEW_APPROVALS");
  const revise = async (reason: string) => {
    if (typeof shares === "number") {
      return;
    }
    const done = await run({
      id: template.id,
      fromVersion: template.version,
      terms: termsOf(draft, shares),
      reason,
      acceptNewApprovals: draft.accepted,
    });
    if (done !== undefined) {
      toast(words.revised(done.template?.version ?? template.version));
      clear();
      close();
    }
  };
  return (
    <Confirm
      title={words.reviseOf(template.name)}
      action={words.revise}
      reason="needed"
      running={running}
      faults={faults}
      disabled={typeof shares === "number"}
      confirm={(reason) => void revise(reason)}
      close={close}
    >
      <Text>{words.reviseWords}</Text>
      <TermsForm draft={draft} change={change} />
      {needsApprovals || draft.accepted ? (
        <Checkbox
          label={words.accept}
          checked={draft.accepted}
          onChange={(_, { checked }) => change({ accepted: checked === true })}
        />
      ) : null}
    </Confirm>
  );
}
