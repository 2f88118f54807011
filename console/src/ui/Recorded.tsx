/** Nested facts as the record holds them, in the shape in which people read them. */
import { makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

import { text } from "../text";
import { Facts } from "./Facts";
import { Moment } from "./Moment";
import { phrase } from "./phrase";
import { instantOf, isPlain } from "./values";

const FIELDS: Readonly<Record<string, string>> = text.audit.fields;

const useStyles = makeStyles({
  nested: { paddingLeft: tokens.spacingHorizontalM, borderLeft: `2px solid ${tokens.colorNeutralStroke2}` },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

/** One value that has no parts. */
export function Plain({ of }: { of: unknown }): ReactNode {
  const instant = instantOf(of);
  if (instant !== undefined) {
    return <Moment at={instant} relative={false} />;
  }
  if (of === null || of === undefined) {
    return text.common.none;
  }
  if (typeof of === "boolean") {
    return of ? text.common.yes : text.common.no;
  }
  return typeof of === "object" ? text.common.none : String(of);
}

export function Recorded({ of }: { of: unknown }): ReactNode {
  const styles = useStyles();
  if (Array.isArray(of) && of.length > 0) {
    return (
      <ul className={styles.list}>
        {of.map((it: unknown, index) => (
          <li key={index}>
            <Recorded of={it} />
          </li>
        ))}
      </ul>
    );
  }
  if (isPlain(of)) {
    return <Plain of={of} />;
  }
  const facts = Object.entries(of as object).map(([name, value]: [string, unknown]) => {
    const shown = <Recorded of={value} />;
    return [FIELDS[name] ?? phrase(name), isPlain(value) ? shown : <div className={styles.nested}>{shown}</div>] as const;
  });
  return <Facts of={facts} />;
}
