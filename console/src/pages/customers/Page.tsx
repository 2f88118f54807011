/** All customers, and the way to a new one. */
import { AddRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Choose, Filters, Find } from "../../ui/filters";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Page as Frame } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { CustomersDocument } from "./page.gql";
import type { CustomerStatus, CustomersQuery } from "./page.gql";
import { Register } from "./Register";

type Row = CustomersQuery["customers"]["edges"][number]["node"];

const words = text.customers;

const TONES: Record<CustomerStatus, Tone> = { REGISTERED: "good", ARCHIVED: "quiet", MERGED: "quiet" };
const STATUSES = Object.keys(TONES) as CustomerStatus[];

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "name",
    name: words.name,
    width: "2fr",
    cell: (row) => <Go to={`/customers/${row.id}`}>{row.name}</Go>,
  },
  { key: "tags", name: words.tags, width: "2fr", cell: (row) => row.tags.join(", ") },
  {
    key: "status",
    name: words.status,
    cell: (row) => <Mark tone={TONES[row.status]} words={said(words.statuses, row.status)} />,
  },
  {
    key: "merged",
    name: words.mergedInto,
    cell: (row) => (row.mergedInto ? <Go to={`/customers/${row.mergedInto.id}`}>{row.mergedInto.name}</Go> : null),
  },
  { key: "origin", name: words.origin, cell: (row) => said(words.origins, row.origin) },
  { key: "changed", name: words.changed, cell: (row) => <Moment at={row.changedAt} /> },
];

export function Page() {
  const [address, change] = useAddress();
  const [registers, setRegisters] = useState(false);
  const status = STATUSES.find((it) => it === address["status"]);
  const { name, tag } = address;
  const filter = {
    ...(status === undefined ? {} : { status }),
    ...(name === undefined ? {} : { nameBeginsWith: name }),
    ...(tag === undefined ? {} : { tag }),
  };
  const rows = useRows(CustomersDocument, { filter }, { list: (data) => data.customers, live: ["customer"] });
  const register = (
    <May roles={["TECH", "ADMIN"]} appearance="primary" icon={<AddRegular />} onClick={() => setRegisters(true)}>
      {words.register}
    </May>
  );
  return (
    <Frame title={words.title} words={words.words} actions={register}>
      <Filters>
        <Find label={words.nameBegins} value={name} change={(name) => change({ name })} />
        <Find label={words.inGroup} value={tag} change={(tag) => change({ tag })} />
        <Choose
          label={words.status}
          value={status}
          among={STATUSES.map((it) => [it, words.statuses[it]])}
          change={(status) => change({ status })}
        />
      </Filters>
      <List
        label={words.title}
        columns={COLUMNS}
        of={rows}
        filtered={Object.keys(filter).length > 0}
        empty={
          <Empty title={words.emptyTitle} words={words.emptyWords}>
            <Go to="/mapping">{words.toMapping}</Go>
          </Empty>
        }
      />
      {registers ? <Register close={() => setRegisters(false)} /> : null}
    </Frame>
  );
}
