/** What customers are asked for, as a form. */
import { Checkbox, Field, Input, Select, Textarea, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { sharesOf } from "./terms";
import type { TermsDraft } from "./terms";

const words = text.tenants.templates;

const useStyles = makeStyles({
  form: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM },
  numbers: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(200px, 1fr))",
    alignItems: "start",
    gap: tokens.spacingHorizontalM,
  },
});

interface TermsFormProps {
  draft: TermsDraft;
  change: (change: Partial<TermsDraft>) => void;
}

const NUMBERS = ["termDays", "approvalDays", "attentionHours"] as const;
const CHOICES = ["missingGroups", "appAccess"] as const;

export function TermsForm({ draft, change }: TermsFormProps) {
  const styles = useStyles();
  const read = sharesOf(draft.shares);
  return (
    <div className={styles.form}>
      <Field
        label={words.shares}
        hint={words.sharesHint}
        required
        {...(typeof read === "number" ? { validationMessage: words.unreadable(read) } : {})}
      >
        <Textarea
          rows={8}
          resize="vertical"
          value={draft.shares}
          onChange={(_, { value }) => change({ shares: value })}
        />
      </Field>
      <div className={styles.numbers}>
        {NUMBERS.map((name) => (
          <Field key={name} label={words[name]} hint={words.ranges[name]}>
            <Input type="number" value={draft[name]} onChange={(_, { value }) => change({ [name]: value })} />
          </Field>
        ))}
      </div>
      <Checkbox
        label={words.autoExtend}
        checked={draft.autoExtend}
        onChange={(_, { checked }) => change({ autoExtend: checked === true })}
      />
      {CHOICES.map((name) => (
        <Field key={name} label={words[name]}>
          <Select value={draft[name]} onChange={(_, { value }) => change({ [name]: value })}>
            {Object.entries(words.choices[name]).map(([value, said]) => (
              <option key={value} value={value}>
                {said}
              </option>
            ))}
          </Select>
        </Field>
      ))}
    </div>
  );
}
