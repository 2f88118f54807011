/** A page that is for some roles. Others are told so instead of being shown a failure. */
import type { ReactNode } from "react";

import { useMay } from "../app/session";
import type { Role } from "../app/session";
import { text } from "../text";
import { Empty } from "./Empty";
import { Page } from "./Page";

/** Those who may read what happened and who did it. */
export const READERS: readonly Role[] = ["TECH", "ADMIN", "AUDITOR"];

interface OnlyProps {
  roles: readonly Role[];
  /** The page's own. */
  title: string;
  children: ReactNode;
}

export function Only({ roles, title, children }: OnlyProps) {
  if (useMay(...roles)) {
    return children;
  }
  const names = roles.map((role) => text.common.roles[role]).join(", ");
  return (
    <Page title={title}>
      <Empty title={text.access.notForYou} words={text.access.notForYouWords(names)} />
    </Page>
  );
}
