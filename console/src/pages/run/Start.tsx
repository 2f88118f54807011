/** Following a procedure: for whom, what it asks for, what its steps would ask for, and why. */
import { Card, Text, makeStyles, tokens } from "@fluentui/react-components";
import type { FormEvent } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { useDraft } from "../../ui/draft";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { useLook } from "../../ui/look";
import { May } from "../../ui/May";
import { Page as Frame, Section } from "../../ui/Page";
import { PickCustomer } from "../../ui/PickCustomer";
import { PickTenant } from "../../ui/PickTenant";
import { Problems } from "../../ui/Problems";
import { Shown } from "../../ui/Shown";
import { Answer } from "./Answer";
import { answersOf } from "./answers";
import { Foreseen } from "./Foreseen";
import { ProcedureToRunDocument, RunPreviewDocument } from "./page.gql";
import type { ProcedureToRunQuery } from "./page.gql";

const words = text.procedures.start;

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalL, maxWidth: "800px" },
  fields: { display: "grid", gap: tokens.spacingVerticalM },
});

export function Start({ procedure }: { procedure: string | undefined }) {
  const id = procedure ?? "";
  const answer = useAsk(ProcedureToRunDocument, { id }, { live: ["procedure"], pause: procedure === undefined });
  const none = (
    <Frame title={text.procedures.title}>
      <Empty title={words.noProcedure} words={words.noProcedureWords}>
        <Go to="/procedures">{text.procedures.one.toAll}</Go>
      </Empty>
    </Frame>
  );
  if (procedure === undefined) {
    return none;
  }
  return <Shown answer={answer}>{(data) => (data.procedure === null ? none : <Form of={data.procedure} />)}</Shown>;
}

type Procedure = NonNullable<ProcedureToRunQuery["procedure"]>;

/** What would be started, once all is said that it takes. */
function useWish(of: Procedure) {
  const [address, change] = useAddress();
  const [draft, fill, clear] = useDraft<Record<string, string>>(`run.${of.id}`, {});
  const { customer, tenant } = address;
  const answers = answersOf(of.questions, draft);
  const wish =
    customer === undefined || tenant === undefined || answers === undefined
      ? undefined
      : { procedure: of.id, version: of.version, customer, tenant, answers };
  return { customer, tenant, draft, wish, change, fill, clear };
}

function Form({ of }: { of: Procedure }) {
  const styles = useStyles();
  const { customer, tenant, draft, wish, change, fill, clear } = useWish(of);
  const { look, looking, seen, faults, forget } = useLook(RunPreviewDocument);
  const turn = (to: Parameters<typeof change>[0]) => {
    forget();
    change(to);
  };
  const preview = (event: FormEvent) => {
    event.preventDefault();
    if (wish !== undefined) {
      void look({ input: wish });
    }
  };
  const answer = seen?.procedureRunPreview;
  return (
    <Frame title={words.title(of.name)} words={words.words}>
      <form className={styles.form} onSubmit={preview}>
        <Section title={words.where}>
          <Card className={styles.fields}>
            <PickCustomer
              label={words.customer}
              required
              value={customer}
              change={(customer) => turn({ customer, tenant: undefined })}
            />
            <PickTenant customer={customer} value={tenant} change={(tenant) => turn({ tenant })} />
          </Card>
        </Section>
        {of.questions.length === 0 ? null : (
          <Section title={words.answers}>
            <Card className={styles.fields}>
              {of.questions.map((question) => (
                <Answer
                  key={question.key}
                  of={question}
                  value={draft[question.key] ?? ""}
                  change={(value) => {
                    forget();
                    fill({ [question.key]: value });
                  }}
                />
              ))}
            </Card>
          </Section>
        )}
        {wish === undefined ? <Text>{words.incomplete}</Text> : null}
        <div>
          <May roles={["TECH", "ADMIN"]} type="submit" disabled={wish === undefined || looking}>
            {words.preview}
          </May>
        </div>
        <div role="alert">
          <Problems of={[...faults, ...(answer?.userErrors ?? [])]} />
        </div>
      </form>
      {answer !== undefined && answer.userErrors.length === 0 && wish !== undefined ? (
        <Foreseen of={answer.steps} wish={wish} started={clear} />
      ) : null}
    </Frame>
  );
}
