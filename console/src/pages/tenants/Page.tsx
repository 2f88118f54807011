/** All tenants that are known, and how far each is. */
import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Choose, Filters, Find } from "../../ui/filters";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { Page as Frame } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import type { Column } from "../../ui/Table";
import { TenantsDocument } from "./page.gql";
import type { TenantStatus, TenantsQuery } from "./page.gql";

type Row = TenantsQuery["tenants"]["edges"][number]["node"];

const words = text.tenants;

const TONES: Record<TenantStatus, Tone> = { DISCOVERED: "quiet", ONBOARDING: "busy", ACTIVE: "good", ERROR: "bad" };
const STATUSES = Object.keys(TONES) as TenantStatus[];

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "name",
    name: words.name,
    width: "2fr",
    cell: (row) => <Go to={`/onboardings/${row.tenantId}`}>{row.name}</Go>,
  },
  { key: "domain", name: words.domain, width: "2fr", cell: (row) => row.domain },
  {
    key: "customer",
    name: words.customer,
    width: "2fr",
    cell: (row) => (row.customer ? <Go to={`/customers/${row.customer.id}`}>{row.customer.name}</Go> : null),
  },
  {
    key: "status",
    name: words.status,
    cell: (row) => <Mark tone={TONES[row.status]} words={words.statuses[row.status]} />,
  },
  { key: "problem", name: words.problem, width: "2fr", cell: (row) => row.problem?.detail ?? row.problem?.code },
  { key: "changed", name: words.changed, cell: (row) => <Moment at={row.changedAt} /> },
];

export function Page() {
  const [address, change] = useAddress();
  const status = STATUSES.find((it) => it === address["status"]);
  const begin = address["name"];
  const filter = {
    ...(status === undefined ? {} : { status }),
    ...(begin === undefined ? {} : { nameBeginsWith: begin }),
  };
  const rows = useRows(TenantsDocument, { filter }, { list: (data) => data.tenants, live: ["tenant", "onboarding"] });
  return (
    <Frame title={words.title} words={words.words}>
      <Filters>
        <Find label={words.nameBegins} value={begin} change={(name) => change({ name })} />
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
        filtered={status !== undefined || begin !== undefined}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
      />
    </Frame>
  );
}
