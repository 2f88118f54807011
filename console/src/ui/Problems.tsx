/** Faults for people: what it is, what to do, who has to act. */
import { Link, MessageBar, MessageBarBody, MessageBarTitle, Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../text";
import type { Fault } from "./fault";

const useStyles = makeStyles({
  list: { display: "grid", gap: tokens.spacingVerticalS },
  body: { whiteSpace: "normal" },
  facts: { display: "block", color: tokens.colorNeutralForeground2 },
});

interface Shown extends Omit<Fault, "message" | "code"> {
  code?: string | undefined;
  message?: string | undefined;
  detail?: string | null | undefined;
}

export function Problems({ of, tone = "error" }: { of: readonly Shown[]; tone?: "error" | "warning" | "info" }) {
  const styles = useStyles();
  if (of.length === 0) {
    return null;
  }
  return (
    <div className={styles.list}>
      {of.map((it, index) => (
        <MessageBar key={`${it.code ?? ""}${index}`} intent={tone} layout="multiline">
          <MessageBarBody className={styles.body}>
            <MessageBarTitle>{it.message ?? it.detail ?? it.code}</MessageBarTitle>
            {it.message !== undefined && it.detail ? <Text className={styles.facts}>{it.detail}</Text> : null}
            {it.remedy ? (
              <Text className={styles.facts}>
                {text.common.remedy}: {it.remedy}
              </Text>
            ) : null}
            {it.whoActs ? (
              <Text className={styles.facts}>
                {text.common.whoActs}: {it.whoActs}
              </Text>
            ) : null}
            {it.code === undefined ? null : it.helpPage ? (
              <Link inline href={it.helpPage} target="_blank" rel="noreferrer">
                {it.code}
              </Link>
            ) : (
              <Text className={styles.facts}>{it.code}</Text>
            )}
          </MessageBarBody>
        </MessageBar>
      ))}
    </div>
  );
}
