/** What is told of each product, and what can be done with it. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { May } from "../../ui/May";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { billingOf, calledOf, nameOf, termOf } from "./product";
import type { Product } from "./product";

const words = text.mapping.products;

export type Open = "map" | "unmap" | "ignore";

const ROLES = ["TECH", "ADMIN"] as const;

const TONES: Readonly<Record<string, Tone>> = { OPEN: "waits", MAPPED: "good", IGNORED: "quiet" };

const useStyles = makeStyles({
  lines: { display: "inline-grid", justifyItems: "start" },
  row: { display: "inline-flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

function Named({ row }: { row: Product }) {
  const styles = useStyles();
  return (
    <span className={styles.lines}>
      <Text>{nameOf(row)}</Text>
      {row.sku === null || row.name === null ? null : (
        <Text size={200} className={styles.quiet}>
          {row.sku}
        </Text>
      )}
    </span>
  );
}

function Service({ row }: { row: Product }) {
  const styles = useStyles();
  const [best] = row.suggestions;
  if (row.service !== null) {
    return (
      <span className={styles.lines}>
        <Text>{row.service.name ?? row.service.serviceId}</Text>
        {row.service.gone ? <Mark tone="bad" words={words.gone} /> : null}
      </span>
    );
  }
  if (row.standing === "IGNORED") {
    return row.reason;
  }
  return best === undefined ? words.noSuggestion : words.suggested(best.name, text.mapping.score(best.score));
}

interface ActionsProps {
  row: Product;
  open: (what: Open, product: Product) => void;
  heed: (product: Product) => void;
}

function Actions({ row, open, heed }: ActionsProps) {
  const styles = useStyles();
  const name = calledOf(row);
  const button = (words: string, label: string, act: () => void) => (
    <May roles={ROLES} size="small" aria-label={label} onClick={act}>
      {words}
    </May>
  );
  return (
    <span className={styles.row}>
      {row.standing === "OPEN" ? button(words.choose, words.chooseFor(name), () => open("map", row)) : null}
      {row.standing === "OPEN" ? button(words.ignore, words.ignoreFor(name), () => open("ignore", row)) : null}
      {row.standing === "MAPPED" ? button(words.unmap, words.unmapFor(name), () => open("unmap", row)) : null}
      {row.standing === "IGNORED" ? button(words.heed, words.heedFor(name), () => heed(row)) : null}
    </span>
  );
}

export function columnsOf(open: ActionsProps["open"], heed: ActionsProps["heed"]): readonly Column<Product>[] {
  return [
    { key: "product", name: words.product, width: "3fr", cell: (row) => <Named row={row} /> },
    { key: "term", name: words.term, width: "80px", cell: termOf },
    { key: "billing", name: words.billing, width: "80px", cell: billingOf },
    {
      key: "standing",
      name: words.standing,
      width: "110px",
      cell: (row) => <Mark tone={TONES[row.standing] ?? "quiet"} words={said(words.standings, row.standing)} />,
    },
    { key: "service", name: words.service, width: "2fr", cell: (row) => <Service row={row} /> },
    { key: "actions", name: words.actions, width: "170px", cell: (row) => <Actions row={row} open={open} heed={heed} /> },
  ];
}
