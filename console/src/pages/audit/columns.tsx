import { text } from "../../text";
import { Go } from "../../ui/Go";
import { happening } from "../../ui/happening";
import { Moment } from "../../ui/Moment";
import { Subject } from "../../ui/Subject";
import type { Column } from "../../ui/Table";
import { Who } from "../../ui/Who";
import type { TimelineQuery } from "./page.gql";

export type Row = TimelineQuery["timeline"]["edges"][number]["node"];

const words = text.audit;

export const COLUMNS: readonly Column<Row>[] = [
  {
    key: "what",
    name: words.what,
    width: "2fr",
    cell: (row) => <Go to={`/audit/${row.position}`}>{happening(row.type)}</Go>,
  },
  {
    key: "subject",
    name: words.subject,
    width: "3fr",
    cell: (row) => (
      <Go to="/audit" search={{ stream: `${row.streamType}/${row.streamId}` }}>
        <Subject of={row} />
      </Go>
    ),
  },
  { key: "who", name: words.who, width: "2fr", cell: (row) => <Who of={row.origin} /> },
  { key: "why", name: words.why, width: "2fr", cell: (row) => row.origin?.reason },
  { key: "from", name: words.from, cell: (row) => (row.origin ? words.sources[row.origin.source] : null) },
  { key: "when", name: words.when, width: "136px", cell: (row) => <Moment at={row.recordedAt} /> },
];
