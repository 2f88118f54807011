/** What customers are asked for, readable: each group with its roles, and what holds for all. */
import { makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { said } from "../../ui/said";
import type { Terms as Told } from "./terms";

const words = text.tenants.templates;

const useStyles = makeStyles({
  box: { display: "grid", gap: tokens.spacingVerticalM },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL },
});

export function Terms({ of }: { of: Told }) {
  const styles = useStyles();
  return (
    <div className={styles.box}>
      <ul className={styles.list}>
        {of.shares.map(({ group, roles }) => (
          <li key={group}>
            <strong>{group}</strong>
            {`: ${roles.map(({ name }) => name).join(", ")}`}
          </li>
        ))}
      </ul>
      <Facts
        of={[
          [words.termDays, words.days(of.termDays)],
          [words.autoExtend, of.autoExtend ? text.common.yes : text.common.no],
          [words.approvalDays, words.days(of.approvalDays)],
          [words.attentionHours, words.hours(of.attentionHours)],
          [words.missingGroups, said(words.choices.missingGroups, of.missingGroups)],
          [words.appAccess, said(words.choices.appAccess, of.appAccess)],
        ]}
      />
    </div>
  );
}
