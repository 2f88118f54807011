/** Where one can go from everywhere. */
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { Link, useRouterState } from "@tanstack/react-router";

import { ENTRIES } from "./pages";
import type { Entry } from "./pages";

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

function holds({ to, also }: Entry, path: string): boolean {
  const within = (place: string) => path === place || path.startsWith(`${place}/`);
  return within(to) || (also !== undefined && within(also));
}

export function Entries() {
  const styles = useStyles();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <ul className={styles.list}>
      {ENTRIES.map((entry) => {
        const { to, name, icon: Icon } = entry;
        const here = holds(entry, path);
        return (
          <li key={to}>
            <Link
              to={to as never}
              className={mergeClasses(styles.entry, here ? styles.here : undefined)}
              aria-current={here ? "page" : undefined}
              activeOptions={{ exact: true, includeSearch: false }}
            >
              <Icon aria-hidden />
              {name}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
