/** The frame of every page: where one can go, who one is, whether what one sees is as it is now. */
import {
  Badge,
  Button,
  Drawer,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  Menu,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Text,
  makeStyles,
  mergeClasses,
  tokens,
} from "@fluentui/react-components";
import { DismissRegular, NavigationRegular, PersonCircleRegular } from "@fluentui/react-icons";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { Suspense, lazy, use, useEffect, useRef, useState } from "react";

import { text } from "../text";
import { useConnection } from "./live";
import { ENTRIES } from "./pages";
import { useSession } from "./session";
import { ThemeContext } from "./theme";
import type { Choice } from "./theme";

/** Few are on it. */
const Tour = lazy(() => import("./Tour").then(({ Tour }) => ({ default: Tour })));

const WIDE = "@media (min-width: 960px)";

const useStyles = makeStyles({
  frame: { minHeight: "100vh", display: "flex", flexDirection: "column" },
  skip: {
    position: "absolute",
    left: "-999px",
    ":focus": { left: tokens.spacingHorizontalM, top: tokens.spacingVerticalM, zIndex: 10 },
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    padding: tokens.spacingHorizontalM,
  },
  bar: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    position: "sticky",
    top: 0,
    zIndex: 5,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  space: { flexGrow: 1 },
  menu: { [WIDE]: { display: "none" } },
  below: { display: "flex", flexGrow: 1, minWidth: 0 },
  side: {
    display: "none",
    width: "220px",
    flexShrink: 0,
    padding: tokens.spacingVerticalM,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    [WIDE]: { display: "block" },
  },
  sticky: { position: "sticky", top: "64px" },
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
  main: {
    flexGrow: 1,
    minWidth: 0,
    padding: tokens.spacingHorizontalL,
    outlineStyle: "none",
    "@media (max-width: 639px)": { padding: tokens.spacingHorizontalM },
  },
  who: { "@media (max-width: 639px)": { display: "none" } },
});

export function Shell() {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const first = useRef(true);
  useEffect(() => {
    setOpen(false);
    // Whoever goes by keyboard or ear begins at the new page, not behind the link.
    if (!first.current) {
      main.current?.focus();
    }
    first.current = false;
  }, [path]);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        {text.shell.skip}
      </a>
      <header className={styles.bar}>
        <Button
          className={styles.menu}
          appearance="subtle"
          icon={<NavigationRegular />}
          aria-label={text.shell.menu}
          onClick={() => setOpen(true)}
        />
        <Text weight="semibold" size={400}>
          {text.shell.product}
        </Text>
        <span className={styles.space} />
        <ConnectionMark />
        <Person />
      </header>
      <div className={styles.below}>
        <nav className={styles.side} aria-label={text.shell.navigation}>
          <div className={styles.sticky}>
            <Entries />
          </div>
        </nav>
        <main className={styles.main} id="content" ref={main} tabIndex={-1}>
          <Suspense>
            <Tour />
          </Suspense>
          <Outlet />
        </main>
      </div>
      <Drawer open={open} onOpenChange={(_, data) => setOpen(data.open)} position="start" size="small">
        <DrawerHeader>
          <DrawerHeaderTitle
            action={
              <Button
                appearance="subtle"
                icon={<DismissRegular />}
                aria-label={text.shell.closeMenu}
                onClick={() => setOpen(false)}
              />
            }
          >
            {text.shell.product}
          </DrawerHeaderTitle>
        </DrawerHeader>
        <DrawerBody>
          <nav aria-label={text.shell.navigation}>
            <Entries />
          </nav>
        </DrawerBody>
      </Drawer>
    </div>
  );
}

function Entries() {
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

function ConnectionMark() {
  const connection = useConnection();
  const color = connection === "connected" ? "success" : connection === "lost" ? "danger" : "subtle";
  return (
    <span role="status">
      <Badge appearance="tint" color={color}>
        {text.shell.connection[connection]}
      </Badge>
    </span>
  );
}

const CHOICES: readonly Choice[] = ["system", "light", "dark"];

async function signOut(): Promise<void> {
  await fetch("/sign-out", { method: "POST", headers: { "x-requested-with": "console" } });
  window.location.assign("/");
}

function Person() {
  const styles = useStyles();
  const { viewer } = useSession();
  const { choice, choose } = use(ThemeContext);
  const who = `${viewer.name} · ${text.common.roles[viewer.role]}`;
  return (
    <Menu
      checkedValues={{ theme: [choice] }}
      onCheckedValueChange={(_, { checkedItems }) => choose((checkedItems[0] ?? "system") as Choice)}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<PersonCircleRegular />} aria-label={text.shell.you(who)}>
          <span className={styles.who}>{who}</span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {CHOICES.map((it) => (
            <MenuItemRadio key={it} name="theme" value={it}>
              {text.shell.themes[it]}
            </MenuItemRadio>
          ))}
          <MenuItem onClick={() => void signOut()}>{text.shell.signOut}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
