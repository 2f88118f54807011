/** Asking for a change: what, for whom, what would come of it, and why. */
import { Card, Field, Select, Text, makeStyles, tokens } from "@fluentui/react-components";
import type { FormEvent } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useDraft } from "../../ui/draft";
import { useLook } from "../../ui/look";
import { May } from "../../ui/May";
import { Page as Frame, Section } from "../../ui/Page";
import { PickCustomer } from "../../ui/PickCustomer";
import { PickTenant } from "../../ui/PickTenant";
import { Problems } from "../../ui/Problems";
import { Details } from "./Details";
import { PreviewDocument } from "./page.gql";
import { Request } from "./Request";
import { EMPTY, KINDS, NEEDS, wishOf } from "./wish";
import type { Draft, Kind, Where } from "./wish";

const words = text.approvals.ask;

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalL, maxWidth: "800px" },
  fields: { display: "grid", gap: tokens.spacingVerticalM },
});

/** The kind and the customer stand in the address: other pages lead here with them. */
function useWish() {
  const [address, change] = useAddress();
  const [draft, fill, clear] = useDraft<Draft>("ask", EMPTY);
  const kind = KINDS.find((it) => it === address["kind"]);
  const where = { customer: address["customer"], tenant: address["tenant"] };
  const wish = kind === undefined ? undefined : wishOf(kind, where, draft);
  return { kind, where, draft, wish, change, fill, clear };
}

export function Page() {
  const styles = useStyles();
  const { kind, where, draft, wish, change, fill, clear } = useWish();
  const { look, looking, seen, faults, forget } = useLook(PreviewDocument);
  const needs = kind === undefined ? [] : NEEDS[kind];
  const set = (said: Partial<Draft>) => {
    // What was seen was of another wish. The reason is no part of it.
    if (!("reason" in said)) {
      forget();
    }
    fill(said);
  };
  const turn = (to: Parameters<typeof change>[0]) => {
    forget();
    change(to);
  };
  const preview = (event: FormEvent) => {
    event.preventDefault();
    if (wish !== undefined) {
      void look({ what: wish });
    }
  };
  const answer = seen?.approvalPreview;
  return (
    <Frame title={words.title} words={words.words}>
      <form className={styles.form} onSubmit={preview}>
        <About kind={kind} where={where} change={turn} />
        {needs.length > 2 ? (
          <Section title={words.details}>
            <Card className={styles.fields}>
              <Details key={kind} needs={needs} draft={draft} change={set} />
            </Card>
          </Section>
        ) : null}
        <div className={styles.fields}>
          {kind !== undefined && wish === undefined ? <Text>{words.incomplete}</Text> : null}
          <div>
            <May roles={["TECH", "ADMIN"]} type="submit" appearance={answer?.preview ? "secondary" : "primary"} disabled={wish === undefined || looking}>
              {words.preview}
            </May>
          </div>
        </div>
        <div role="alert">
          <Problems of={[...faults, ...(answer?.userErrors ?? [])]} />
        </div>
      </form>
      {answer?.preview && wish !== undefined ? (
        <Request
          of={answer.preview}
          what={wish}
          reason={draft.reason}
          change={(reason) => set({ reason })}
          sent={clear}
        />
      ) : null}
    </Frame>
  );
}

function Kinds({ kind, change }: { kind: Kind | undefined; change: (kind: string | undefined) => void }) {
  return (
    <Field label={words.what} required>
      <Select value={kind ?? ""} onChange={(_, data) => change(data.value === "" ? undefined : data.value)}>
        <option value="">{words.choose}</option>
        {KINDS.map((it) => (
          <option key={it} value={it}>
            {text.approvals.kinds[it]}
          </option>
        ))}
      </Select>
    </Field>
  );
}

interface AboutProps {
  kind: Kind | undefined;
  where: Where;
  change: (to: Readonly<Record<string, string | undefined>>) => void;
}

/** What is to be done, and for whom. */
function About({ kind, where, change }: AboutProps) {
  const styles = useStyles();
  const needs = kind === undefined ? [] : NEEDS[kind];
  return (
    <Section title={words.who}>
      <Card className={styles.fields}>
        <Kinds kind={kind} change={(kind) => change({ kind })} />
        {needs.includes("customer") ? (
          <PickCustomer
            label={words.customer}
            required
            value={where.customer}
            change={(customer) => change({ customer, tenant: undefined })}
          />
        ) : null}
        {needs.includes("tenant") ? (
          <PickTenant customer={where.customer} value={where.tenant} change={(tenant) => change({ tenant })} />
        ) : null}
        {kind === "DISCONNECT_PARTNER" ? <Text>{words.partner}</Text> : null}
      </Card>
    </Section>
  );
}
