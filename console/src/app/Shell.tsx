/** The frame of every page: where one can go, who one is, whether what one sees is as it is now. */
import {
  Badge,
  Button,
  Menu,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Text,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { NavigationRegular, PersonCircleRegular } from "@fluentui/react-icons";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { Suspense, lazy, use, useEffect, useRef, useState } from "react";

import { text } from "../text";
import { useConnection } from "./live";
import { Entries } from "./Entries";
import { useSession } from "./session";
import { ThemeContext } from "./theme";
import type { Choice } from "./theme";

/** Not everybody needs these. */
const SideMenu = lazy(() => import("./SideMenu").then(({ SideMenu }) => ({ default: SideMenu })));
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
  main: {
    flexGrow: 1,
    minWidth: 0,
    padding: tokens.spacingHorizontalL,
    outlineStyle: "none",
    "@media (max-width: 639px)": { padding: tokens.spacingHorizontalM },
  },
  who: { "@media (max-width: 639px)": { display: "none" } },
  person: { "@media (max-width: 639px)": { minWidth: "32px", padding: 0 } },
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
      {open ? (
        <Suspense>
          <SideMenu close={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </div>
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
        <Button
          className={styles.person}
          appearance="subtle"
          icon={<PersonCircleRegular />}
          aria-label={text.shell.you(who)}
        >
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
