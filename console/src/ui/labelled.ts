/** Names by which one of many is picked: those that are not the only one of their name say more. */
export interface Labelled {
  id: string;
  /** As the record has it. */
  customerId: string;
  label: string;
}

export function labelled<Row extends { id: string; name: string; customerId: string }>(
  rows: readonly Row[],
): readonly Labelled[] {
  const often = new Map<string, number>();
  for (const { name } of rows) {
    often.set(name, (often.get(name) ?? 0) + 1);
  }
  return rows.map(({ id, name, customerId }) => ({
    id,
    customerId,
    label: often.get(name) === 1 ? name : `${name} (${customerId.slice(0, 8)})`,
  }));
}

/** How the name begins that somebody typed, who may have taken over a whole label. */
export function beginOf(typed: string): string {
  return typed.trim().replace(/ \([0-9a-f]{8}\)$/, "");
}

/** The one that is called like this. Capitals matter only where they tell two apart. */
export function calledLike<Row extends { label: string }>(rows: readonly Row[], typed: string): Row | undefined {
  const wanted = typed.trim();
  const exactly = rows.find((row) => row.label === wanted);
  const alike = rows.filter((row) => row.label.toLowerCase() === wanted.toLowerCase());
  return exactly ?? (alike.length === 1 ? alike[0] : undefined);
}
