/** Defining a procedure, or giving it a new version: a form over what it asks for and its steps. */
import { Button, Text, makeStyles, tokens } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { useDraft } from "../../ui/draft";
import { Line } from "../../ui/Line";
import { May } from "../../ui/May";
import { Page as Frame, Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { useToast } from "../../ui/toast";
import { definitionOf, draftOf } from "./definition";
import type { DefinitionDraft, QuestionDraft, StepDraft } from "./definition";
import { EditQuestion } from "./EditQuestion";
import { EditStep } from "./EditStep";
import { DefineDocument, ReviseDocument } from "./page.gql";
import type { ProcedureShownFragment } from "./page.gql";

const words = text.procedures.edit;

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalL, maxWidth: "800px" },
  fields: { display: "grid", gap: tokens.spacingVerticalM },
  bar: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

const EMPTY: DefinitionDraft = { name: "", description: "", questions: [], steps: [] };

/** Sends the draft as the first version, or as the one after that from which it was made. */
function useSaving(of: ProcedureShownFragment | undefined, clear: () => void) {
  const define = useCommand(DefineDocument);
  const revise = useCommand(ReviseDocument);
  const navigate = useNavigate();
  const toast = useToast();
  const leave = async (id: string | undefined) => {
    clear();
    await (id === undefined ? navigate({ to: "/procedures" }) : navigate({ to: "/procedures/$id", params: { id } }));
  };
  const save = async (draft: DefinitionDraft) => {
    const definition = definitionOf(draft);
    if (definition === undefined) {
      return;
    }
    const payload =
      of === undefined
        ? await define.run({ definition })
        : await revise.run({ id: of.id, fromVersion: of.version, definition });
    if (payload?.procedure) {
      toast(of === undefined ? words.defined : words.revised);
      await leave(payload.procedure.id);
    }
  };
  return {
    save,
    leave: () => void leave(of?.id),
    running: define.running || revise.running,
    faults: [...define.faults, ...revise.faults],
  };
}

export function Editor({ of }: { of: ProcedureShownFragment | undefined }) {
  const styles = useStyles();
  const place = of === undefined ? "procedure" : `procedure.${of.id}.${of.version}`;
  const [draft, change, clear] = useDraft<DefinitionDraft>(place, of === undefined ? EMPTY : draftOf(of));
  const { save, leave, running, faults } = useSaving(of, clear);
  const isWhole = definitionOf(draft) !== undefined;
  return (
    <Frame
      title={of === undefined ? words.newTitle : words.reviseTitle(of.name)}
      words={of === undefined ? words.words : words.reviseWords}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save(draft);
        }}
      >
        <Line label={words.name} required value={draft.name} change={(name) => change({ name })} />
        <Line label={words.description} value={draft.description} change={(description) => change({ description })} />
        <Questions draft={draft} change={change} />
        <Steps draft={draft} change={change} />
        {isWhole ? null : <Text>{draft.steps.length === 0 ? words.noSteps : text.approvals.ask.incomplete}</Text>}
        <div role="alert">
          <Problems of={faults} />
        </div>
        <div className={styles.bar}>
          <May roles={["TECH", "ADMIN"]} type="submit" appearance="primary" disabled={!isWhole || running}>
            {of === undefined ? words.define : words.revise}
          </May>
          <Button onClick={leave}>{words.cancel}</Button>
        </div>
      </form>
    </Frame>
  );
}

interface PartProps {
  draft: DefinitionDraft;
  change: (change: Partial<DefinitionDraft>) => void;
}

function Questions({ draft, change }: PartProps) {
  const styles = useStyles();
  const { questions } = draft;
  const set = (changed: QuestionDraft) =>
    change({ questions: questions.map((it) => (it.id === changed.id ? changed : it)) });
  const add = () =>
    change({ questions: [...questions, { id: crypto.randomUUID(), key: "", label: "", kind: "TEXT" }] });
  return (
    <Section title={words.questions}>
      <div className={styles.fields}>
        {questions.map((question, index) => (
          <EditQuestion
            key={question.id}
            number={index + 1}
            of={question}
            change={set}
            remove={() => change({ questions: questions.filter((it) => it !== question) })}
          />
        ))}
        <div>
          <Button onClick={add}>{words.addQuestion}</Button>
        </div>
      </div>
    </Section>
  );
}

function Steps({ draft, change }: PartProps) {
  const styles = useStyles();
  const { steps } = draft;
  const set = (changed: StepDraft) => change({ steps: steps.map((it) => (it.id === changed.id ? changed : it)) });
  const add = () => {
    const id = crypto.randomUUID();
    change({ steps: [...steps, { id, key: "", title: "", kind: "CREATE_USER", fields: {}, after: [] }] });
  };
  const remove = (gone: StepDraft) => {
    const left = steps.filter((it) => it !== gone);
    change({ steps: left.map((it) => ({ ...it, after: it.after.filter((id) => id !== gone.id) })) });
  };
  return (
    <Section title={words.steps}>
      <div className={styles.fields}>
        {steps.map((step, index) => (
          <EditStep
            key={step.id}
            number={index + 1}
            of={step}
            questions={draft.questions}
            before={steps.slice(0, index)}
            change={set}
            remove={() => remove(step)}
          />
        ))}
        <div>
          <Button onClick={add}>{words.addStep}</Button>
        </div>
      </div>
    </Section>
  );
}
