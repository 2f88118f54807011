/** Names by which one of many is picked: those that are not the only one of their name say more. */
export function labelled<Row extends { id: string; name: string; customerId: string }>(
  rows: readonly Row[],
): readonly { id: string; label: string }[] {
  const often = new Map<string, number>();
  for (const { name } of rows) {
    often.set(name, (often.get(name) ?? 0) + 1);
  }
  return rows.map(({ id, name, customerId }) => ({
    id,
    label: often.get(name) === 1 ? name : `${name} (${customerId.slice(0, 8)})`,
  }));
}
