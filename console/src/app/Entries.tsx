/** Where one can go from everywhere. */
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";

import { ENTRIES } from "./pages";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: "2px" },
  entry: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalSNudge} ${tokens.spacingHorizontalS}`,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: "none",
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  here: { backgroundColor: tokens.colorNeutralBackground1Selected, fontWeight: tokens.fontWeightSemibold },
});

export function Entries() {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {ENTRIES.map(({ to, name, icon: Icon }) => (
        <li key={to}>
          <Link
            to={to as never}
            className={styles.entry}
            activeOptions={{ exact: to === "/", includeSearch: false }}
            activeProps={{ className: mergeClasses(styles.entry, styles.here) }}
          >
            <Icon aria-hidden />
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
