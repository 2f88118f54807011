/** The head of every page and what is below it. */
import { Subtitle2, Text, Title2, makeStyles, tokens } from "@fluentui/react-components";
import { useEffect } from "react";
import type { ReactNode } from "react";

import { text } from "../text";

const useStyles = makeStyles({
  page: { display: "grid", gap: tokens.spacingVerticalL, maxWidth: "1400px" },
  head: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalM,
  },
  title: { margin: 0, overflowWrap: "anywhere" },
  words: { display: "block", color: tokens.colorNeutralForeground2, maxWidth: "70ch" },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  section: { display: "grid", gap: tokens.spacingVerticalM, minWidth: 0 },
});

interface PageProps {
  title: string;
  /** What the page is for, in a sentence. */
  words?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, words, actions, children }: PageProps) {
  const styles = useStyles();
  useEffect(() => {
    document.title = `${title} · ${text.shell.product}`;
  }, [title]);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div>
          <Title2 as="h1" className={styles.title}>
            {title}
          </Title2>
          {words === undefined ? null : <Text className={styles.words}>{words}</Text>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const styles = useStyles();
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.head}>
        <Subtitle2 as="h2">{title}</Subtitle2>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
