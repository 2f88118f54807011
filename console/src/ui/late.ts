/** What is on record and cannot be read yet. */

const BESIDE = ["userErrors", "receipt", "__typename"];

/**
 * Whether a mutation was carried out, and nothing of what it changed is in its answer: the query tables are behind. The
 * same wish under the same key then is no second one, and answers with what can be read by then.
 */
export function isLate(payload: { userErrors: readonly unknown[] } | undefined): boolean {
  if (payload === undefined || payload.userErrors.length > 0) {
    return false;
  }
  const told = Object.entries(payload).filter(([name]) => !BESIDE.includes(name));
  return told.length > 0 && told.every(([, value]) => value === null);
}
