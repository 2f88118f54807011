/** One thing that a procedure asks for. */
import { Button, Card, Field, Select, Subtitle2, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Line } from "../../ui/Line";
import { keyOf } from "./definition";
import type { QuestionDraft } from "./definition";
import type { ProcedureQuestionKind } from "./page.gql";

const words = text.procedures.edit;
const KINDS = Object.keys(text.procedures.kinds) as ProcedureQuestionKind[];

const useStyles = makeStyles({
  title: { margin: 0, overflowWrap: "anywhere" },
  head: { display: "flex", justifyContent: "space-between", alignItems: "center", gap: tokens.spacingHorizontalM },
});

interface EditQuestionProps {
  number: number;
  of: QuestionDraft;
  change: (changed: QuestionDraft) => void;
  remove: () => void;
}

export function EditQuestion({ number, of, change, remove }: EditQuestionProps) {
  const styles = useStyles();
  const name = (label: string) => {
    // The key follows what people read until somebody writes one.
    const key = of.key === keyOf(of.label) ? keyOf(label) : of.key;
    change({ ...of, label, key });
  };
  return (
    <Card role="group" aria-label={words.question(number)}>
      <div className={styles.head}>
        <Subtitle2 as="h3" className={styles.title}>{words.question(number)}</Subtitle2>
        <Button size="small" aria-label={words.removeQuestion(of.label || String(number))} onClick={remove}>
          {text.procedures.edit.remove}
        </Button>
      </div>
      <Line label={words.label} required value={of.label} change={name} />
      <Line label={words.key} hint={words.keyHint} required value={of.key} change={(key) => change({ ...of, key })} />
      <Field label={words.kind} required>
        <Select
          value={of.kind}
          onChange={(_, data) => change({ ...of, kind: KINDS.find((it) => it === data.value) ?? of.kind })}
        >
          {KINDS.map((it) => (
            <option key={it} value={it}>
              {text.procedures.kinds[it]}
            </option>
          ))}
        </Select>
      </Field>
    </Card>
  );
}
