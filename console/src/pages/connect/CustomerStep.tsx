/** Whose tenant it is: a customer that is known, or a new one. */
import { Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useCommand } from "../../ui/command";
import { useDraft } from "../../ui/draft";
import { Empty } from "../../ui/Empty";
import { Filters, Find } from "../../ui/filters";
import { List } from "../../ui/List";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { useRows } from "../../ui/rows";
import type { Column } from "../../ui/Table";
import { CustomersToConnectDocument, RegisterCustomerDocument } from "./page.gql";
import type { CustomersToConnectQuery } from "./page.gql";
import type { Wizard } from "./useWizard";

type Row = CustomersToConnectQuery["customers"]["edges"][number]["node"];

const words = text.tenants.connect;

const useStyles = makeStyles({
  form: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  name: { flexGrow: 1, maxWidth: "400px" },
});

export function CustomerStep({ wizard }: { wizard: Wizard }) {
  const [address, change] = useAddress();
  const name = address["name"];
  const filter = { status: "REGISTERED" as const, ...(name === undefined ? {} : { nameBeginsWith: name }) };
  const rows = useRows(CustomersToConnectDocument, { filter }, { list: (data) => data.customers, live: ["customer"] });
  const columns: readonly Column<Row>[] = [
    { key: "name", name: words.customer, width: "2fr", cell: (row) => row.name },
    { key: "tenants", name: words.tenants, cell: (row) => words.tenantCount(row.tenants.length) },
    {
      key: "choose",
      name: words.choice,
      width: "120px",
      cell: (row) => (
        <Button size="small" aria-label={words.chooseOf(row.name)} onClick={() => wizard.go({ customer: row.id })}>
          {words.choose}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Section title={words.whose}>
        <Filters>
          <Find label={words.nameBegins} value={name} change={(name) => change({ name })} />
        </Filters>
        <List
          label={words.customers}
          columns={columns}
          of={rows}
          filtered={name !== undefined}
          empty={<Empty title={words.noCustomers} words={words.noCustomersWords} />}
        />
      </Section>
      <Register wizard={wizard} />
    </>
  );
}

function Register({ wizard }: { wizard: Wizard }) {
  const styles = useStyles();
  const [draft, change, clear] = useDraft("connect.customer", { name: "" });
  const { run, running, faults } = useCommand(RegisterCustomerDocument);
  const name = draft.name.trim();
  const register = async () => {
    if (name === "" || running) {
      return;
    }
    const done = await run({ name });
    if (done?.customer) {
      clear();
      wizard.go({ customer: done.customer.id });
    }
  };
  return (
    <Section title={words.newCustomer}>
      <div className={styles.form}>
        <Field label={words.newName} hint={words.newHint} className={styles.name}>
          <Input value={draft.name} onChange={(_, { value }) => change({ name: value })} />
        </Field>
        <May roles={["TECH", "ADMIN"]} disabled={name === "" || running} onClick={() => void register()}>
          {words.register}
        </May>
      </div>
      <div role="alert">
        <Problems of={faults} />
      </div>
    </Section>
  );
}
