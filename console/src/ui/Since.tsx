/** A day from which on something counts. The address holds the day, the API gets its first instant. */
import { Field, Input, makeStyles } from "@fluentui/react-components";

const useStyles = makeStyles({ field: { "@media (max-width: 639px)": { width: "100%" } } });

interface SinceProps {
  label: string;
  value: string | undefined;
  change: (day: string | undefined) => void;
}

export function Since({ label, value = "", change }: SinceProps) {
  const styles = useStyles();
  return (
    <Field label={label} className={styles.field}>
      <Input type="date" value={value} onChange={(_, data) => change(data.value === "" ? undefined : data.value)} />
    </Field>
  );
}

/** The first instant of a day where whoever looks lives; nothing where it is no day. */
export function startOf(day: string | undefined): string | undefined {
  const start = new Date(`${day ?? ""}T00:00:00`);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}
