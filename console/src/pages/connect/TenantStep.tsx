/** Which tenant: one that was found, or one that is named by its id or a domain. */
import { Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import type { FormEvent } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useDraft } from "../../ui/draft";
import { Empty } from "../../ui/Empty";
import { Choose, Filters, Find } from "../../ui/filters";
import { List } from "../../ui/List";
import { Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { TenantsToConnectDocument } from "./page.gql";
import type { TenantsToConnectQuery } from "./page.gql";
import type { Wizard } from "./useWizard";
import { tenantTyped } from "./wizard";

type Row = TenantsToConnectQuery["tenants"]["edges"][number]["node"];

const words = text.tenants.connect;

const useStyles = makeStyles({
  form: { display: "flex", flexWrap: "wrap", alignItems: "start", gap: tokens.spacingHorizontalM },
  name: { flexGrow: 1, maxWidth: "400px" },
  button: { marginTop: "26px" },
});

export function TenantStep({ wizard }: { wizard: Wizard }) {
  const [address, change] = useAddress();
  const name = address["name"];
  const among = address["among"] === "all" ? "all" : undefined;
  const filter = {
    ...(among === undefined ? { status: "DISCOVERED" as const } : {}),
    ...(name === undefined ? {} : { nameBeginsWith: name }),
  };
  const rows = useRows(TenantsToConnectDocument, { filter }, { list: (data) => data.tenants, live: ["tenant", "onboarding"] });
  const columns: readonly Column<Row>[] = [
    { key: "name", name: text.tenants.name, width: "2fr", cell: (row) => row.name },
    { key: "domain", name: text.tenants.domain, width: "2fr", cell: (row) => row.domain },
    { key: "customer", name: text.tenants.customer, cell: (row) => row.customer?.name },
    { key: "status", name: text.tenants.status, cell: (row) => said(text.tenants.statuses, row.status) },
    {
      key: "choose",
      name: words.choice,
      width: "120px",
      cell: (row) => (
        <Button size="small" aria-label={words.chooseOf(row.name)} onClick={() => wizard.go({ tenant: row.tenantId })}>
          {words.choose}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Typed wizard={wizard} />
      <Section title={words.found}>
        <Filters>
          <Find label={words.nameBegins} value={name} change={(name) => change({ name })} />
          <Choose
            label={words.among}
            value={among}
            none={words.unconnected}
            among={[["all", words.allTenants]]}
            change={(among) => change({ among })}
          />
        </Filters>
        <List
          label={words.found}
          columns={columns}
          of={rows}
          filtered={name !== undefined}
          empty={<Empty title={words.noneFound} words={words.noneFoundWords} />}
        />
      </Section>
    </>
  );
}

function Typed({ wizard }: { wizard: Wizard }) {
  const styles = useStyles();
  const [draft, change] = useDraft("connect.tenant", { typed: "" });
  const tenant = tenantTyped(draft.typed);
  const wrong = draft.typed.trim() !== "" && tenant === undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tenant !== undefined) {
      change({ typed: "" });
      wizard.go({ tenant });
    }
  };
  return (
    <Section title={words.which}>
      <form className={styles.form} onSubmit={submit}>
        <Field
          label={words.idOrDomain}
          hint={words.idOrDomainHint}
          className={styles.name}
          {...(wrong ? { validationMessage: words.neither } : {})}
        >
          <Input value={draft.typed} autoComplete="off" onChange={(_, { value }) => change({ typed: value })} />
        </Field>
        <Button type="submit" className={styles.button} disabledFocusable={tenant === undefined}>
          {words.goOn}
        </Button>
      </form>
    </Section>
  );
}
