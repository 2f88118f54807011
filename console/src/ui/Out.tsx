/** A link out of the console, to another system's own page. */
import { Link } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons";

import { text } from "../text";

export function Out({ to, what }: { to: string; what: string }) {
  return (
    <Link inline href={to} target="_blank" rel="noreferrer" aria-label={text.vendors.openThere(what)}>
      {text.vendors.open} <OpenRegular aria-hidden />
    </Link>
  );
}
