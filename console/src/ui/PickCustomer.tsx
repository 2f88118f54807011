/** One of the customers, however many there are: by the beginning of the name. */
import { Button, Field, Input, makeStyles } from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";
import { useId, useRef, useState } from "react";

import { text } from "../text";
import { useTyping } from "./typing";

const words = text.common.pickCustomer;

const useStyles = makeStyles({
  field: { minWidth: "240px", "@media (max-width: 639px)": { width: "100%", minWidth: 0 } },
});

interface PickCustomerProps {
  label: string;
  hint?: string;
  value: string | undefined;
  /** With the customer's own id as well, as the record has it. */
  change: (id: string | undefined, customerId?: string) => void;
  /** It is not cleared, and what is nobody's name is said to be wrong. */
  required?: boolean;
  /** Also those that are archived or part of another: for looking back. */
  all?: boolean;
  /** Who is no choice. */
  except?: string;
}

/** The browser's own list of suggestions: whoever writes or chooses a name that there is has picked it. */
export function PickCustomer({ label, hint, value, change, required = false, all = false, except }: PickCustomerProps) {
  const styles = useStyles();
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const [here, setHere] = useState(false);
  const { shown, rows, wrong, type, leave } = useTyping({ value, change, all, except, here });
  const message = here || wrong === undefined ? {} : { validationMessage: words[wrong] };
  const clear = (
    <Button
      appearance="transparent"
      size="small"
      icon={<DismissRegular />}
      aria-label={words.clear}
      onClick={() => {
        type("");
        field.current?.focus();
      }}
    />
  );
  return (
    <Field label={label} required={required} className={styles.field} {...(hint === undefined ? {} : { hint })} {...message}>
      <Input
        input={{ ref: field }}
        list={list}
        autoComplete="off"
        placeholder={required ? words.hint : words.any}
        value={shown}
        onFocus={() => setHere(true)}
        onChange={(_, data) => type(data.value)}
        onBlur={() => {
          setHere(false);
          leave();
        }}
        {...(required || shown === "" ? {} : { contentAfter: clear })}
      />
      <datalist id={list}>
        {rows.map((row) => (
          <option key={row.id} value={row.label} />
        ))}
      </datalist>
    </Field>
  );
}
