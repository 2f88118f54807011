/** One fetched part of a long list. */
export interface Leaf<Row> {
  after: string | undefined;
  end: string | undefined;
  hasNext: boolean;
  rows: readonly Row[];
}

/** The list after one of its parts was fetched again: nothing that is still there is lost, and nothing is there twice. */
export function joined<Row extends { id: string }>(
  leaves: readonly Leaf<Row>[],
  index: number,
  fresh: Leaf<Row>,
): readonly Leaf<Row>[] {
  const old = leaves[index];
  if (old === undefined) {
    return leaves;
  }
  const next = leaves[index + 1];
  if (next === undefined) {
    return [...leaves.slice(0, index), fresh];
  }
  const now = new Set(fresh.rows.map((row) => row.id));
  // It reaches into the next part: whatever is missing of the old one is gone.
  const reaches = next.rows.some((row) => now.has(row.id));
  const own = new Set(next.rows.map((row) => row.id));
  const common = old.rows.findLastIndex((row) => now.has(row.id));
  // Pushed out by what came in between.
  const pushed = reaches || !fresh.hasNext ? [] : old.rows.slice(common + 1);
  const rows = [...fresh.rows.filter((row) => !own.has(row.id)), ...pushed];
  return leaves.map((leaf, at) => (at === index ? { ...old, rows } : leaf));
}
