/** What people write into one field, read as the API wants it. */

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isId(text: string): boolean {
  return ID.test(text);
}

/** Ids in a text, one a line or with commas between, each once. */
export function idsIn(text: string): readonly string[] {
  return [...new Set(text.toLowerCase().split(/[\s,;]+/).filter((it) => it !== ""))];
}

/** A user by Microsoft's id, or by what they sign in as. */
export function userOf(text: string): { userId: string } | { name: string } {
  const given = text.trim();
  return ID.test(given) ? { userId: given.toLowerCase() } : { name: given };
}
