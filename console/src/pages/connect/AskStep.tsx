/** Asking the customer's administrator: an address comes of it, to be sent to them. */
import { Field, Input, Text, makeStyles, tokens } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { useDraft } from "../../ui/draft";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { useToast } from "../../ui/toast";
import { Held } from "./Held";
import { ConnectByConsentDocument } from "./page.gql";
import { isGuid } from "./wizard";

const words = text.tenants.connect;

const useStyles = makeStyles({ form: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start" } });

export function AskStep({ customer, tenant }: { customer: string; tenant: string }) {
  const styles = useStyles();
  const [draft, change] = useDraft("connect.consent", { days: "7" });
  const { run, running, faults } = useCommand(ConnectByConsentDocument);
  const navigate = useNavigate();
  const toast = useToast();
  const ask = async () => {
    const done = await run({ customer, tenant, validDays: Number(draft.days) });
    if (done?.consent) {
      toast(words.asked);
      void navigate({ to: "/onboardings/$id", params: { id: done.consent.tenantId } });
    }
  };
  const held = faults.some(({ code }) => code === "TENANT_HELD");
  return (
    <Section title={words.askConsent}>
      <div className={styles.form}>
        <Text>{words.askConsentWords}</Text>
        <Field label={words.validDays} hint={words.validDaysHint}>
          <Input type="number" min={1} max={30} value={draft.days} onChange={(_, { value }) => change({ days: value })} />
        </Field>
        <May roles={["TECH", "ADMIN"]} appearance="primary" disabled={running} onClick={() => void ask()}>
          {words.getAddress}
        </May>
      </div>
      <div role="alert">
        <Problems of={faults} />
      </div>
      {held && isGuid(tenant) ? <Held tenant={tenant} customer={customer} /> : null}
    </Section>
  );
}
