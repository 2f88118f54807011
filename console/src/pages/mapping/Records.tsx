/** The records to choose from: a list box, of which arrows choose. */
import { Text, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useEffect, useRef } from "react";

import { text } from "../../text";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import type { Rows } from "../../ui/rows";
import { said } from "../../ui/said";
import type { RecordsToMapQuery } from "./page.gql";

export type Row = RecordsToMapQuery["vendorRecords"]["edges"][number]["node"];

const words = text.mapping;

const TONES: Readonly<Record<string, Tone>> = { UNMAPPED: "waits", LINKED: "good", IGNORED: "quiet" };

/** How near to the end of the list the next records are fetched, in pixels. */
const NEAR = 400;

const useStyles = makeStyles({
  box: {
    maxHeight: "calc(100vh - 320px)",
    minHeight: "240px",
    overflowY: "auto",
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    "@media (max-width: 899px)": { maxHeight: "40vh" },
  },
  row: {
    display: "flex",
    justifyContent: "space-between",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    borderLeft: "3px solid transparent",
    cursor: "pointer",
    contentVisibility: "auto",
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  chosen: { backgroundColor: tokens.colorNeutralBackground1Selected, borderLeftColor: tokens.colorCompoundBrandStroke },
  name: { display: "grid", minWidth: 0, overflowWrap: "anywhere" },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface RecordsProps {
  of: Rows<Row>;
  chosen: string | undefined;
  choose: (id: string) => void;
  /** Whether the state is worth a word: not where all are the same. */
  mixed: boolean;
}

export function Records({ of, chosen, choose, mixed }: RecordsProps) {
  const styles = useStyles();
  const box = useRef<HTMLDivElement>(null);
  const { rows, more } = of;
  useEffect(() => {
    if (chosen !== undefined) {
      document.getElementById(chosen)?.scrollIntoView({ block: "nearest" });
    }
    if (chosen !== undefined && rows.at(-1)?.id === chosen) {
      more();
    }
  }, [chosen, rows, more]);
  const scrolled = () => {
    const it = box.current;
    if (it === null) {
      return;
    }
    if (it.scrollHeight - it.scrollTop - it.clientHeight < NEAR) {
      more();
    }
    const height = it.scrollHeight / Math.max(rows.length, 1);
    of.seen(Math.floor(it.scrollTop / height), Math.ceil((it.scrollTop + it.clientHeight) / height));
  };
  return (
    <div
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label={words.records}
      aria-activedescendant={rows.some(({ id }) => id === chosen) ? chosen : undefined}
      className={styles.box}
      onScroll={scrolled}
    >
      {rows.map((row) => (
        <div
          key={row.id}
          id={row.id}
          role="option"
          aria-selected={row.id === chosen}
          className={mergeClasses(styles.row, row.id === chosen && styles.chosen)}
          onClick={() => choose(row.id)}
        >
          <span className={styles.name}>
            <Text weight={row.id === chosen ? "semibold" : "regular"}>{row.name || words.noName}</Text>
            <Text size={200} className={styles.quiet}>
              {row.connection?.name ?? row.vendorId}
              {row.link?.customer ? ` → ${row.link.customer.name}` : ""}
            </Text>
          </span>
          {row.vanished ? <Mark tone="waits" words={words.vanished} /> : null}
          {mixed ? <Mark tone={TONES[row.mapping] ?? "quiet"} words={said(words.states, row.mapping)} /> : null}
        </div>
      ))}
    </div>
  );
}
