/** What is told of each link that would be made. */
import { text } from "../../text";
import { Go } from "../../ui/Go";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import type { BulkItemsQuery } from "./bulk.gql";
import { Reasons } from "./Reasons";

type Row = BulkItemsQuery["mappingBulkPreview"]["items"]["edges"][number]["node"];

const words = text.mapping.bulk;

export const bulkColumns: readonly Column<Row>[] = [
  {
    key: "record",
    name: words.record,
    width: "2fr",
    cell: ({ id, record }) => (
      <Go to="/mapping" search={{ record: id }}>
        {record?.name || text.mapping.noName}
      </Go>
    ),
  },
  { key: "connection", name: text.mapping.connection, cell: ({ record }) => record?.connection?.name },
  {
    key: "customer",
    name: words.customer,
    width: "2fr",
    cell: ({ customer }) => (customer === null ? null : <Go to={`/customers/${customer.id}`}>{customer.name}</Go>),
  },
  {
    key: "score",
    name: words.score,
    width: "120px",
    cell: ({ score, certain }) => (certain === null ? text.mapping.score(score) : said(text.mapping.certainties, certain)),
  },
  { key: "reasons", name: words.reasons, width: "2fr", cell: ({ reasons }) => <Reasons of={reasons} /> },
];
