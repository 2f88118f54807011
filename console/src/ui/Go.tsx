/** A link to another page of the console. */
import { makeStyles, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  link: {
    color: tokens.colorBrandForegroundLink,
    textDecorationLine: "none",
    overflowWrap: "anywhere",
    ":hover": { textDecorationLine: "underline" },
    // There a link stands beside text in the same line, and nothing hovers.
    "@media (max-width: 639px)": { textDecorationLine: "underline" },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
});

interface GoProps {
  /** The address with its ids in it. */
  to: string;
  search?: Readonly<Record<string, string | undefined>>;
  children: ReactNode;
}

export function Go({ to, search = {}, children }: GoProps) {
  const styles = useStyles();
  return (
    <Link className={styles.link} to={to as never} search={search as never}>
      {children}
    </Link>
  );
}
