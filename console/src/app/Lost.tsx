/** Addresses that lead nowhere, and pages that do not work. */
import { Button } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";

import { text } from "../text";
import { Empty } from "../ui/Empty";

export function NothingHere() {
  return (
    <main>
      <Empty title={text.shell.nothingHere} words={text.shell.nothingHereWords}>
        <Link to="/">{text.shell.toOverview}</Link>
      </Empty>
    </main>
  );
}

/** A new build has other files: whoever has the old page open loads it again. */
export function Broken() {
  return (
    <main>
      <Empty title={text.shell.broken} words={text.shell.brokenWords}>
        <Button onClick={() => window.location.reload()}>{text.shell.reload}</Button>
      </Empty>
    </main>
  );
}
