/** Who may come in and by what, and what is signed in now. */
import type { ReactNode } from "react";

import { useMay } from "../../app/session";
import type { Role } from "../../app/session";
import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { READERS } from "../../ui/Only";
import { Page as Frame } from "../../ui/Page";
import { Tabs } from "../../ui/Tabs";
import { AllSessions } from "./AllSessions";
import { Groups } from "./Groups";
import { Homes } from "./Homes";
import { MySessions } from "./MySessions";
import { Tokens } from "./Tokens";

const words = text.access;

type Part = keyof typeof words.tabs;
const PARTS = Object.keys(words.tabs) as Part[];

const SHOWN: Record<Part, { roles?: readonly Role[]; part: ReactNode }> = {
  groups: { roles: READERS, part: <Groups /> },
  tokens: { roles: READERS, part: <Tokens /> },
  mine: { part: <MySessions /> },
  sessions: { roles: ["ADMIN"], part: <AllSessions /> },
  homes: { roles: READERS, part: <Homes /> },
};

export function Page() {
  const reads = useMay(...READERS);
  const [address, change] = useAddress();
  // Everybody has sessions of their own; the rest is not for all.
  const tab = PARTS.find((it) => it === address["tab"]) ?? (reads ? "groups" : "mine");
  const { roles, part } = SHOWN[tab];
  return (
    <Frame title={words.title} words={words.words}>
      <Tabs
        label={words.tab}
        value={tab}
        among={PARTS.map((it) => [it, words.tabs[it]])}
        change={(tab) => change({ tab, status: undefined, member: undefined })}
      />
      {roles === undefined ? part : <For roles={roles}>{part}</For>}
    </Frame>
  );
}

/** A part of the page that is for some roles. */
function For({ roles, children }: { roles: readonly Role[]; children: ReactNode }) {
  if (useMay(...roles)) {
    return children;
  }
  const names = roles.map((role) => text.common.roles[role]).join(", ");
  return <Empty title={words.notForYou} words={words.notForYouWords(names)} />;
}
