/** Who did something: by name for those who may read it, "you" for oneself. */
import { useSession } from "../app/session";
import { text } from "../text";
import type { PersonPartsFragment } from "./fragments.gql";
import { isMe } from "./me";
import { said } from "./said";

export function By({ of }: { of: PersonPartsFragment | null | undefined }) {
  const { viewer } = useSession();
  if (of === null || of === undefined) {
    return text.common.unknown;
  }
  return isMe(of, viewer) ? text.approvals.you : (of.name ?? said(text.approvals.people, of.kind));
}
