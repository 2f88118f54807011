/** What would become otherwise, thing by thing. */
import type { ChangePartsFragment, ValuePartsFragment } from "./fragments.gql";

export interface Group {
  subject: ValuePartsFragment;
  changes: readonly ChangePartsFragment[];
}

/** Changes of the same thing stand together, in the order in which things are first named. */
export function bySubject(changes: readonly ChangePartsFragment[]): readonly Group[] {
  const groups = new Map<string, { subject: ValuePartsFragment; changes: ChangePartsFragment[] }>();
  for (const change of changes) {
    const key = `${change.subject.standing} ${change.subject.text ?? ""}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { subject: change.subject, changes: [change] });
    } else {
      group.changes.push(change);
    }
  }
  return [...groups.values()];
}
