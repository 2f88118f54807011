/** Addresses that lead nowhere, and pages that do not work. */
import { Button } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";

import { text } from "../text";
import { Page } from "../ui/Page";

export function NothingHere() {
  return (
    <main>
      <Page title={text.shell.nothingHere} words={text.shell.nothingHereWords}>
        <Link to="/">{text.shell.toOverview}</Link>
      </Page>
    </main>
  );
}

/** A new build has other files: whoever has the old page open loads it again. */
export function Broken() {
  return (
    <main>
      <Page title={text.shell.broken} words={text.shell.brokenWords}>
        <Button onClick={() => window.location.reload()}>{text.shell.reload}</Button>
      </Page>
    </main>
  );
}
