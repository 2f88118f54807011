/** Which thing to look at: a customer by name, or anything by what it is and its ID. */
import { Button, Field, Input, Select, makeStyles, tokens } from "@fluentui/react-components";
import { useEffect, useState } from "react";

import { text } from "../../text";
import { EVERYTHING, noun } from "../../ui/happening";
import { PickCustomer } from "../../ui/PickCustomer";

const words = text.audit.then;

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
});

export function Pick({ stream, choose }: { stream: string | undefined; choose: (stream: string) => void }) {
  const styles = useStyles();
  const [type = "customer", id = ""] = stream?.split("/") ?? [];
  const [kind, setKind] = useState(type);
  const [typed, setTyped] = useState(id);
  useEffect(() => {
    setKind(type);
    setTyped(id);
  }, [type, id]);
  return (
    <form
      className={styles.row}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== "") {
          choose(`${kind}/${typed.trim()}`);
        }
      }}
    >
      <PickCustomer
        all
        label={text.audit.customer}
        value={type === "customer" && id !== "" ? id : undefined}
        change={(_, it) => (it === undefined ? undefined : choose(`customer/${it}`))}
      />
      <Field label={words.kind}>
        <Select value={kind} onChange={(_, { value }) => setKind(value)}>
          {EVERYTHING.map((it) => (
            <option key={it} value={it}>
              {noun(it)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.id}>
        <Input value={typed} onChange={(_, { value }) => setTyped(value)} />
      </Field>
      <Button type="submit">{words.show}</Button>
    </form>
  );
}
