/** What a session shows of itself, one's own or another's. */
import { text } from "../../text";
import { Mark } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import type { Column } from "../../ui/Table";
import type { SessionShownFragment } from "./page.gql";

const words = text.access.sessions;

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** By when it was opened, sessions are told apart. */
export function openedOf({ openedAt }: SessionShownFragment): string {
  return DAY.format(new Date(openedAt));
}

function secondFactor(shown: boolean | null): string {
  return shown === null ? text.common.unknown : shown ? words.shown : words.notShown;
}

export const ABOUT: readonly Column<SessionShownFragment>[] = [
  {
    key: "opened",
    name: words.openedAt,
    width: "1.5fr",
    cell: (row) => (
      <>
        <Moment at={row.openedAt} /> {row.current ? <Mark tone="good" words={words.here} /> : null}
      </>
    ),
  },
  { key: "expires", name: words.expiresAt, width: "1.5fr", cell: (row) => <Moment at={row.expiresAt} relative={false} /> },
  { key: "factor", name: words.secondFactor, cell: (row) => secondFactor(row.secondFactor) },
];
