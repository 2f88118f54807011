/** The groups that the customer is in, which lists are narrowed by. */
import { Field, Input, Text, makeStyles, tokens } from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { useDraft } from "../../ui/draft";
import { Go } from "../../ui/Go";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { useToast } from "../../ui/toast";
import { TagCustomerDocument, UntagCustomerDocument } from "./page.gql";
import type { Customer } from "./Page";

const words = text.customers;

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, margin: 0, padding: 0, listStyleType: "none" },
  tag: {
    display: "flex",
    alignItems: "center",
    paddingLeft: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  form: { display: "flex", flexWrap: "wrap", alignItems: "start", gap: tokens.spacingHorizontalS },
  // In line with the field, whose label is above it.
  add: { marginTop: "24px" },
});

export function Tags({ customer }: { customer: Customer }) {
  const styles = useStyles();
  const untag = useCommand(UntagCustomerDocument);
  const toast = useToast();
  const take = async (tag: string) => {
    if (await untag.run({ id: customer.id, tag })) {
      toast(words.untagged(tag));
    }
  };
  return (
    <Section title={words.tags}>
      {customer.tags.length === 0 ? <Text>{words.noTags}</Text> : null}
      <ul className={styles.row}>
        {customer.tags.map((tag) => (
          <li key={tag} className={styles.tag}>
            <Go to="/customers" search={{ tag }}>
              {tag}
            </Go>
            <May
              roles={["TECH", "ADMIN"]}
              appearance="transparent"
              size="small"
              icon={<DismissRegular />}
              aria-label={words.untag(tag)}
              disabled={untag.running}
              onClick={() => void take(tag)}
            />
          </li>
        ))}
      </ul>
      <Add customer={customer} />
      <div role="alert">
        <Problems of={untag.faults} />
      </div>
    </Section>
  );
}

function Add({ customer }: { customer: Customer }) {
  const styles = useStyles();
  const [draft, change, clear] = useDraft(`customer.tag.${customer.customerId}`, { tag: "" });
  const command = useCommand(TagCustomerDocument);
  const toast = useToast();
  const tag = draft.tag.trim();
  const add = async () => {
    if (tag !== "" && (await command.run({ id: customer.id, tag }))) {
      toast(words.tagged(tag));
      clear();
    }
  };
  return (
    <>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label={words.tag} hint={words.tagHint}>
          <Input value={draft.tag} onChange={(_, { value }) => change({ tag: value })} autoComplete="off" />
        </Field>
        <May className={styles.add} roles={["TECH", "ADMIN"]} type="submit" disabled={command.running || tag === ""}>
          {words.tagAction}
        </May>
      </form>
      <div role="alert">
        <Problems of={command.faults} />
      </div>
    </>
  );
}
