import { useEffect } from "react";

import { text } from "../text";
import { Empty } from "../ui/Empty";

/** The second tab of somebody whose session had ended: it goes away by itself where the browser lets it. */
export function SignedIn() {
  useEffect(() => window.close(), []);
  return (
    <main>
      <Empty title={text.signIn.backTitle} words={text.signIn.backWords} />
    </main>
  );
}
