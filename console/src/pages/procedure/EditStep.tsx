/** One step: an operation, where each of its fields comes from, and what it comes after. */
import { Button, Card, Checkbox, Field, Select, Subtitle2, Textarea, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Country, Line } from "../../ui/Line";
import { said } from "../../ui/said";
import { FIELDS, keyOf } from "./definition";
import type { FieldSpec, OperationKind, QuestionDraft, Source, StepDraft } from "./definition";

const words = text.procedures.edit;
const KINDS = Object.keys(words.kinds) as OperationKind[];

const useStyles = makeStyles({
  title: { margin: 0, overflowWrap: "anywhere" },
  head: { display: "flex", justifyContent: "space-between", alignItems: "center", gap: tokens.spacingHorizontalM },
  set: { border: 0, margin: 0, padding: 0, minWidth: 0, display: "grid" },
});

interface EditStepProps {
  number: number;
  of: StepDraft;
  questions: readonly QuestionDraft[];
  /** Those that it may come after. */
  before: readonly StepDraft[];
  change: (changed: StepDraft) => void;
  remove: () => void;
}

export function EditStep({ number, of, questions, before, change, remove }: EditStepProps) {
  const styles = useStyles();
  const name = (title: string) => {
    const key = of.key === keyOf(of.title) ? keyOf(title) : of.key;
    change({ ...of, title, key });
  };
  return (
    <Card role="group" aria-label={words.step(number)}>
      <div className={styles.head}>
        <Subtitle2 as="h3" className={styles.title}>{words.step(number)}</Subtitle2>
        <Button size="small" aria-label={words.removeStep(of.title || String(number))} onClick={remove}>
          {words.remove}
        </Button>
      </div>
      <Line label={words.stepTitle} required value={of.title} change={name} />
      <Line label={words.key} hint={words.keyHint} required value={of.key} change={(key) => change({ ...of, key })} />
      <Field label={words.operation} required>
        <Select
          value={of.kind}
          onChange={(_, data) => change({ ...of, kind: KINDS.find((it) => it === data.value) ?? of.kind, fields: {} })}
        >
          {KINDS.map((it) => (
            <option key={it} value={it}>
              {words.kinds[it]}
            </option>
          ))}
        </Select>
      </Field>
      {FIELDS[of.kind].map((spec) => (
        <EditField
          key={spec.name}
          spec={spec}
          source={of.fields[spec.name] ?? { from: "", fixed: "" }}
          questions={questions}
          before={before}
          change={(source) => change({ ...of, fields: { ...of.fields, [spec.name]: source } })}
        />
      ))}
      {before.length === 0 ? null : <After of={of} before={before} change={change} />}
    </Card>
  );
}

function After({ of, before, change }: Pick<EditStepProps, "of" | "before" | "change">) {
  const styles = useStyles();
  const toggle = (id: string) =>
    change({ ...of, after: of.after.includes(id) ? of.after.filter((it) => it !== id) : [...of.after, id] });
  return (
    <fieldset className={styles.set}>
      <legend>{words.after}</legend>
      {before.map((it) => (
        <Checkbox
          key={it.id}
          label={it.title || words.unnamed}
          checked={of.after.includes(it.id)}
          onChange={() => toggle(it.id)}
        />
      ))}
    </fieldset>
  );
}

interface EditFieldProps {
  spec: FieldSpec;
  source: Source;
  questions: readonly QuestionDraft[];
  before: readonly StepDraft[];
  change: (source: Source) => void;
}

function EditField({ spec, source, questions, before, change }: EditFieldProps) {
  const name = said(text.procedures.fields, spec.name);
  const creating = spec.kind === "USER" ? before.filter((it) => it.kind === "CREATE_USER") : [];
  const among: readonly (readonly [Source["from"], string])[] = [
    ["", spec.required ? text.approvals.ask.choose : words.nothing],
    ...(spec.fixed ? [["fixed", words.fixed] as const] : []),
    ...questions
      .filter((it) => it.kind === spec.kind)
      .map((it) => [`question ${it.id}` as const, words.question1(it.label || words.unnamed)] as const),
    ...creating.map((it) => [`step ${it.id}` as const, words.madeBy(it.title || words.unnamed)] as const),
  ];
  return (
    <>
      <Field label={words.source(name)} required={spec.required}>
        <Select
          value={source.from}
          onChange={(_, data) => change({ ...source, from: among.find(([it]) => it === data.value)?.[0] ?? "" })}
        >
          {among.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      {source.from === "fixed" ? <Fixed spec={spec} name={name} source={source} change={change} /> : null}
    </>
  );
}

function Fixed({ spec, name, source, change }: Pick<EditFieldProps, "spec" | "source" | "change"> & { name: string }) {
  const set = (fixed: string) => change({ ...source, fixed });
  const label = words.value(name);
  switch (spec.kind) {
    case "LICENCES":
      return (
        <Field label={label} hint={words.licencesHint} required>
          <Textarea value={source.fixed} onChange={(_, data) => set(data.value)} />
        </Field>
      );
    case "COUNTRY":
      return <Country label={label} required value={source.fixed} change={set} />;
    default:
      return <Line label={label} required type={spec.kind === "DAYS" ? "number" : "text"} value={source.fixed} change={set} />;
  }
}
