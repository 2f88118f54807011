/** Whether a person on record is whoever looks: the session names the way they came in before the id. */
export function isMe(person: { kind: string; actor: string } | null | undefined, viewer: { actor: string }): boolean {
  return person !== null && person !== undefined && viewer.actor === `${person.kind.toLowerCase()} ${person.actor}`;
}
