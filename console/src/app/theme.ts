/** Light or dark: as the system says, or as somebody chose. */
import { createContext, useEffect, useState, useSyncExternalStore } from "react";

export type Choice = "system" | "light" | "dark";

export interface Theme {
  choice: Choice;
  dark: boolean;
  choose: (choice: Choice) => void;
}

const KEY = "tenantry.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

export const ThemeContext = createContext<Theme>({ choice: "system", dark: false, choose: () => undefined });

function kept(): Choice {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function useThemeChoice(): Theme {
  const [choice, setChoice] = useState(kept);
  const ofSystem = useSyncExternalStore(
    (changed) => {
      system.addEventListener("change", changed);
      return () => system.removeEventListener("change", changed);
    },
    () => system.matches,
  );
  const dark = choice === "system" ? ofSystem : choice === "dark";
  useEffect(() => {
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  }, [dark]);
  const choose = (choice: Choice) => {
    localStorage.setItem(KEY, choice);
    setChoice(choice);
  };
  return { choice, dark, choose };
}
