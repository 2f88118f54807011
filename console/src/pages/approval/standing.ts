/** What whoever looks may do about a request, as the API will see it too. */
import { isMe } from "../../ui/me";
import type { ApprovalShownFragment } from "./page.gql";

interface Viewer {
  actor: string;
  role: string;
}

type Asked = Pick<
  ApprovalShownFragment,
  "status" | "risk" | "waitsFor" | "waitsForMe" | "requester" | "decisions" | "validUntil" | "firstPassword" | "grant" | "reversal"
>;

export type WhyNot = "own" | "givenAlready" | "needsAdmin" | "needsTech" | "over";

export function isOwn(asked: Asked, viewer: Viewer): boolean {
  return isMe(asked.requester, viewer);
}

/** Why it is not for whoever looks to decide; nothing where it is. */
export function whyNot(asked: Asked, viewer: Viewer, now: number): WhyNot | undefined {
  if (viewer.role !== "TECH" && viewer.role !== "ADMIN") {
    return "needsTech";
  }
  if (isOwn(asked, viewer)) {
    return "own";
  }
  if (asked.decisions.some((it) => isMe(it.by, viewer))) {
    return "givenAlready";
  }
  if (Date.parse(asked.validUntil) <= now) {
    return "over";
  }
  if (asked.risk === "HIGH" && viewer.role !== "ADMIN") {
    return "needsAdmin";
  }
  return undefined;
}

export function mayWithdraw(asked: Asked, viewer: Viewer): boolean {
  return asked.status === "WAITING" && (isOwn(asked, viewer) || viewer.role === "ADMIN");
}

export function canRetry({ status, waitsFor }: Asked): boolean {
  return status === "ATTENTION" || waitsFor === "RETRY" || waitsFor === "SOMEBODY";
}

export function canAbandon({ status, waitsFor }: Asked): boolean {
  return status === "ATTENTION" || waitsFor === "GRACE";
}

/** Whether the first password is for whoever looks: they asked for the user, or approved it. */
export function isPasswordFor(asked: Asked, viewer: Viewer): boolean {
  const approved = asked.grant?.people ?? [];
  return isOwn(asked, viewer) || approved.some((it) => isMe(it, viewer));
}
