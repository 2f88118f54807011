/** Whoever closes a dialog goes on where they opened it. */
import { useEffect, useState } from "react";

/** What had the focus before the first dialog: one may follow another. */
let opener: HTMLElement | undefined;

function here(): HTMLElement | undefined {
  const now = document.activeElement;
  if (now instanceof HTMLElement && now !== document.body && now.closest("[role=dialog],[role=alertdialog]") === null) {
    opener = now;
  }
  return opener;
}

/** For what is in the page only while it is open. */
export function useFocusBack(): void {
  const [before] = useState(here);
  useEffect(
    () => () => {
      // Behind whatever the dialog itself does with the focus when it goes.
      window.setTimeout(() => {
        if (before?.isConnected && document.querySelector("[role=dialog],[role=alertdialog]") === null) {
          before.focus();
        }
      });
    },
    [before],
  );
}
