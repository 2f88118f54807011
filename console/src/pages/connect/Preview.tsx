/** What an onboarding would make, use as it is, or skip. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import type { DryRunFate, DryRunShownFragment } from "./page.gql";

const words = text.tenants.preview;

const TONES: Readonly<Record<DryRunFate, Tone>> = {
  REUSED: "good",
  ADOPTED: "good",
  CREATED: "busy",
  BLOCKED: "bad",
  SHOWS_LATER: "quiet",
  NEEDS_CUSTOMER: "waits",
};

const useStyles = makeStyles({
  box: { display: "grid", gap: tokens.spacingVerticalM },
  line: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL },
});

function Fate({ of, name }: { of: DryRunFate; name: string }) {
  const styles = useStyles();
  return (
    <span className={styles.line}>
      {name}
      <Mark tone={TONES[of] ?? "quiet"} words={said(words.fates, of)} />
    </span>
  );
}

export function Preview({ of }: { of: DryRunShownFragment }) {
  const styles = useStyles();
  const { relationship, groups, app, problems } = of;
  return (
    <div className={styles.box}>
      <Text weight="semibold">
        {of.start === "BEGINS" && problems.length > 0 ? words.meets : said(words.starts, of.start)}
      </Text>
      {problems.length === 0 ? <Text>{words.clear}</Text> : <Problems of={problems} tone="warning" />}
      <Facts
        of={[
          [words.invited, of.customerName],
          [words.relationship, <Fate key="relationship" of={relationship.fate} name={relationship.name} />],
          [words.approval, relationship.approvalDays === null ? null : words.days(relationship.approvalDays)],
          [words.roles, relationship.roles.length === 0 ? null : relationship.roles.join(", ")],
          [words.app, <Fate key="app" of={app} name={words.ourApp} />],
        ]}
      />
      <ul className={styles.list}>
        {groups.map((group) => (
          <li key={group.name}>
            <Fate of={group.group} name={words.group(group.name)} />
            <Fate of={group.assignment} name={words.hasRoles(group.roles.join(", "))} />
          </li>
        ))}
      </ul>
    </div>
  );
}
