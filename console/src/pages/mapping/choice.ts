/** Which record is chosen when somebody moves through the list, by ids. */

export function neighbour(ids: readonly string[], id: string | undefined, by: number): string | undefined {
  const at = id === undefined ? -1 : ids.indexOf(id);
  return at < 0 ? ids[0] : ids[Math.min(Math.max(at + by, 0), ids.length - 1)];
}

/** The one to go on with when this one leaves the list. */
export function onward(ids: readonly string[], id: string): string | undefined {
  const at = ids.indexOf(id);
  return ids[at + 1] ?? ids[at - 1];
}
