/** What each step would ask for as things stand, and starting it. */
import { Field, Subtitle2, Text, Textarea, makeStyles, tokens } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { text } from "../../text";
import { Changes } from "../../ui/Changes";
import { useCommand } from "../../ui/command";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { useToast } from "../../ui/toast";
import { StartRunDocument } from "./page.gql";
import type { ProcedureRunPreviewInput, RunPreviewQuery } from "./page.gql";

const words = text.procedures.start;

const useStyles = makeStyles({
  title: { margin: 0, overflowWrap: "anywhere" },
  steps: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalL },
  step: { display: "grid", gap: tokens.spacingVerticalS },
});

interface ForeseenProps {
  of: RunPreviewQuery["procedureRunPreview"]["steps"];
  wish: ProcedureRunPreviewInput;
  started: () => void;
}

export function Foreseen({ of, wish, started }: ForeseenProps) {
  const styles = useStyles();
  const { run, running, faults } = useCommand(StartRunDocument);
  const navigate = useNavigate();
  const toast = useToast();
  const [reason, setReason] = useState("");
  const start = async () => {
    const payload = await run({ ...wish, reason: reason.trim() });
    if (payload?.run) {
      toast(words.started);
      started();
      await navigate({ to: "/procedure-runs/$id", params: { id: payload.run.id } });
    }
  };
  return (
    <Section title={words.previewTitle}>
      <ol className={styles.steps}>
        {of.map((step) => (
          <li key={step.key} className={styles.step}>
            <Subtitle2 as="h3" className={styles.title}>{step.title}</Subtitle2>
            {step.problem === null ? (
              <Text>{step.sentence}</Text>
            ) : (
              <Problems of={[{ ...step.problem, message: step.sentence }]} tone="warning" />
            )}
            {step.changes.length === 0 ? null : <Changes of={step.changes} />}
          </li>
        ))}
      </ol>
      <Field label={words.reason} hint={words.reasonHint} required>
        <Textarea value={reason} onChange={(_, data) => setReason(data.value)} resize="vertical" />
      </Field>
      <div>
        <May roles={["TECH", "ADMIN"]} appearance="primary" disabled={running || reason.trim() === ""} onClick={() => void start()}>
          {words.action}
        </May>
      </div>
      <div role="alert">
        <Problems of={faults} />
      </div>
    </Section>
  );
}
