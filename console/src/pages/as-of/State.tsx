/** How something stood after an event, with what the event changed. */
import { Switch, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Section } from "../../ui/Page";
import { phrase } from "../../ui/phrase";
import { Plain } from "../../ui/Recorded";
import { Shown } from "../../ui/Shown";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { compare } from "./compare";
import type { Change, Fact } from "./compare";
import { StateThenDocument } from "./page.gql";

const words = text.audit.then;

const TONES: Record<Exclude<Change, "same">, Tone> = { added: "good", changed: "waits", removed: "bad" };

const useStyles = makeStyles({
  old: { color: tokens.colorNeutralForeground2, textDecorationLine: "line-through" },
});

/** The names on the way; a place in a list is counted from 1. */
function named(path: readonly string[]): string {
  return path.map((it) => (/^\d+$/.test(it) ? String(Number(it) + 1) : phrase(it))).join(" › ");
}

function Old({ fact }: { fact: Fact }) {
  const styles = useStyles();
  return (
    <span className={styles.old}>
      <Plain of={fact.before} />
    </span>
  );
}

const COLUMNS: readonly Column<Fact>[] = [
  { key: "name", name: words.name, width: "2fr", cell: (fact) => named(fact.path) },
  {
    key: "after",
    name: words.after,
    width: "2fr",
    cell: (fact) => (fact.change === "removed" ? null : <Plain of={fact.after} />),
  },
  {
    key: "before",
    name: words.before,
    width: "2fr",
    cell: (fact) => (fact.change === "changed" || fact.change === "removed" ? <Old fact={fact} /> : null),
  },
  {
    key: "change",
    name: words.change,
    width: "120px",
    cell: ({ change }) => (change === "same" ? null : <Mark tone={TONES[change]} words={words.changes[change]} />),
  },
];

interface StateProps {
  stream: string;
  position: string;
  /** The event before, where there is one. */
  before: string | undefined;
}

export function State({ stream, position, before }: StateProps) {
  const [only, setOnly] = useState(false);
  const now = useAsk(StateThenDocument, { stream, position });
  const then = useAsk(StateThenDocument, { stream, position: before ?? "0" }, { pause: before === undefined });
  const loaded = before === undefined || then.data !== undefined;
  return (
    <Section
      title={words.state}
      actions={<Switch label={words.onlyChanges} checked={only} onChange={(_, { checked }) => setOnly(checked)} />}
    >
      <Shown answer={loaded ? now : then}>
        {() => <Compared before={then.data?.streamState} after={now.data?.streamState} only={only} />}
      </Shown>
    </Section>
  );
}

function Compared({ before, after, only }: { before: unknown; after: unknown; only: boolean }) {
  const all = compare(before, after);
  const facts = only ? all.filter((it) => it.change !== "same") : all;
  if (facts.length === 0) {
    return only && all.length > 0 ? words.unchanged : words.nothing;
  }
  return <Table label={words.state} columns={COLUMNS} rows={facts} rowKey={(fact) => JSON.stringify([fact.path, fact.change])} />;
}
