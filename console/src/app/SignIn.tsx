/** The way to the MSP's own Entra tenant and back. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Title1,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useEffect } from "react";

import { text } from "../text";

const useStyles = makeStyles({
  page: {
    minHeight: "100vh",
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    justifyContent: "center",
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalXXL,
    textAlign: "center",
  },
});

/** Where the server sends people to sign in, and from where they come back to what they looked at. */
function address(back: string): string {
  return `/sign-in?return_to=${encodeURIComponent(back)}`;
}

export function SignIn() {
  const styles = useStyles();
  const { pathname, search } = window.location;
  return (
    <main className={styles.page}>
      <Title1 as="h1">{text.signIn.title}</Title1>
      <p>{text.signIn.words}</p>
      <Button as="a" appearance="primary" size="large" href={address(pathname + search)}>
        {text.signIn.button}
      </Button>
    </main>
  );
}

/** The page behind it keeps what was typed. */
export function SignInAgain({ done }: { done: () => void }) {
  useEffect(() => {
    window.addEventListener("focus", done);
    return () => window.removeEventListener("focus", done);
  }, [done]);
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{text.signIn.overTitle}</DialogTitle>
          <DialogContent>{text.signIn.overWords}</DialogContent>
          <DialogActions>
            <Button onClick={done}>{text.signIn.goOn}</Button>
            <Button as="a" appearance="primary" href={address("/signed-in")} target="_blank" rel="opener">
              {text.signIn.overButton}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
