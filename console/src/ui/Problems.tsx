/** Faults for people: what it is, what to do, who has to act. */
import { Link, MessageBar, MessageBarBody, MessageBarTitle, Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../text";
import type { Fault } from "./fault";
import { capital } from "./phrase";

const useStyles = makeStyles({
  list: { display: "grid", gap: tokens.spacingVerticalS },
  body: { whiteSpace: "normal" },
  facts: { display: "block", color: tokens.colorNeutralForeground2 },
});

interface Shown extends Omit<Fault, "message" | "code"> {
  code?: string | undefined;
  message?: string | undefined;
  /** What the code means. */
  sentence?: string | null | undefined;
}

/** What is told first, which is told once. */
export function titleOf({ message, sentence, detail, code }: Shown): string | undefined {
  const told = message ?? sentence ?? detail;
  return told ? capital(told) : code;
}

function below(it: Shown): readonly string[] {
  const title = titleOf(it);
  return [it.sentence, it.detail].filter((told) => typeof told === "string" && told !== "" && capital(told) !== title) as string[];
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
            <MessageBarTitle>{titleOf(it)}</MessageBarTitle>
            {below(it).map((told) => (
              <Text key={told} className={styles.facts}>
                {told}
              </Text>
            ))}
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
