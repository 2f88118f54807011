/** A plan for people: for each thing how it is, and how it is to become. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../text";
import { bySubject } from "./subjects";
import type { Group } from "./subjects";
import type { ChangePartsFragment, ValuePartsFragment } from "./fragments.gql";
import { said } from "./said";

const words = text.approvals.changes;

const useStyles = makeStyles({
  groups: { display: "grid", gap: tokens.spacingVerticalM },
  table: {
    width: "100%",
    tableLayout: "fixed",
    borderCollapse: "collapse",
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  caption: { textAlign: "start", paddingBottom: tokens.spacingVerticalXS, overflowWrap: "anywhere" },
  cell: {
    textAlign: "start",
    verticalAlign: "top",
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    overflowWrap: "anywhere",
    fontWeight: tokens.fontWeightRegular,
  },
  head: { backgroundColor: tokens.colorNeutralBackground2, fontWeight: tokens.fontWeightSemibold },
  before: { color: tokens.colorNeutralForeground2 },
  after: { fontWeight: tokens.fontWeightSemibold },
});

/** A value as whoever looks may read it. */
export function valueOf(value: ValuePartsFragment): string {
  return value.text ?? said(words.standings, value.standing);
}

function aspectOf({ aspect, sku }: ChangePartsFragment): string {
  const name = said(words.aspects, aspect);
  return sku === null ? name : `${name}: ${said(text.approvals.licences, sku)}`;
}

function Table({ of }: { of: Group }) {
  const styles = useStyles();
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>
        <Text weight="semibold">{valueOf(of.subject)}</Text>
      </caption>
      <thead>
        <tr>
          {[words.what, words.before, words.after].map((name) => (
            <th key={name} scope="col" className={`${styles.cell} ${styles.head}`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {of.changes.map((change, index) => (
          <tr key={`${change.aspect}${change.sku ?? index}`}>
            <th scope="row" className={styles.cell}>
              {aspectOf(change)}
            </th>
            <td className={`${styles.cell} ${styles.before}`}>{valueOf(change.before)}</td>
            <td className={`${styles.cell} ${styles.after}`}>{valueOf(change.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Changes({ of }: { of: readonly ChangePartsFragment[] }) {
  const styles = useStyles();
  if (of.length === 0) {
    return <Text>{words.none}</Text>;
  }
  return (
    <div className={styles.groups}>
      {bySubject(of).map((group, index) => (
        <Table key={`${group.subject.text ?? ""}${index}`} of={group} />
      ))}
    </div>
  );
}
