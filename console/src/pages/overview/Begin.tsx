/** For a new installation: what to do first. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";

const words = text.overview.begin;

const useStyles = makeStyles({
  list: { display: "grid", gap: tokens.spacingVerticalM, margin: 0, paddingLeft: tokens.spacingHorizontalXL },
  step: { display: "grid", gap: tokens.spacingVerticalXXS, justifyItems: "start" },
});

const STEPS = [
  [words.steps.template, "/templates"],
  [words.steps.tenants, "/tenants"],
  [words.steps.vendors, "/vendors"],
  [words.steps.users, "/users"],
] as const;

export function Begin() {
  const styles = useStyles();
  return (
    <Empty title={words.title} words={words.words}>
      <ol className={styles.list}>
        {STEPS.map(([step, to]) => (
          <li key={to}>
            <div className={styles.step}>
              <Text weight="semibold">{step.title}</Text>
              <Text>{step.words}</Text>
              <Go to={to}>{step.link}</Go>
            </div>
          </li>
        ))}
      </ol>
    </Empty>
  );
}
