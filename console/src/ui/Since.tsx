/** A day from which on something counts. The address holds the day, the API gets its first instant. */
import { Field, Input } from "@fluentui/react-components";

interface SinceProps {
  label: string;
  value: string | undefined;
  change: (day: string | undefined) => void;
}

export function Since({ label, value = "", change }: SinceProps) {
  return (
    <Field label={label}>
      <Input type="date" value={value} onChange={(_, data) => change(data.value === "" ? undefined : data.value)} />
    </Field>
  );
}

/** The first instant of a day where whoever looks lives; nothing where it is no day. */
export function startOf(day: string | undefined): string | undefined {
  const start = new Date(`${day ?? ""}T00:00:00`);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}
