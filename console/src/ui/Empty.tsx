import { Subtitle1, Text, makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  box: {
    display: "grid",
    justifyItems: "start",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXXL,
    border: `1px dashed ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
});

/** Nothing is here yet: why, and what to do first. */
export function Empty({ title, words, children }: { title: string; words: string; children?: ReactNode }) {
  const styles = useStyles();
  return (
    <section className={styles.box}>
      <Subtitle1 as="h2">{title}</Subtitle1>
      <Text>{words}</Text>
      {children}
    </section>
  );
}
