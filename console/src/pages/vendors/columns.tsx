import { text } from "../../text";
import { Go } from "../../ui/Go";
import { Moment } from "../../ui/Moment";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { VendorMark } from "../../ui/VendorMark";
import type { VendorAccountsQuery } from "./page.gql";

type Row = VendorAccountsQuery["vendorConnections"]["edges"][number]["node"];

const words = text.vendors;

/** A thing of its own: a link within words would have to be told from them by more than its colour. */
function Named(row: Row) {
  return (
    <span style={{ display: "inline-grid" }}>
      <Go to={`/vendors/${row.id}`}>{row.name}</Go>
    </span>
  );
}

export const COLUMNS: readonly Column<Row>[] = [
  { key: "name", name: words.name, width: "2fr", cell: Named },
  { key: "vendor", name: words.vendor, width: "2fr", cell: (row) => row.vendor.title },
  { key: "system", name: words.system, width: "1.5fr", cell: (row) => said(words.systems, row.vendor.system) },
  { key: "health", name: words.health, width: "1.5fr", cell: (row) => <VendorMark of={row} /> },
  {
    key: "records",
    name: words.records,
    width: "2fr",
    cell: ({ recordCounts }) => words.recordsOf(recordCounts.linked, recordCounts.unmapped),
  },
  { key: "read", name: words.lastRead, width: "1.5fr", cell: (row) => <Moment at={row.completedAt} /> },
];
