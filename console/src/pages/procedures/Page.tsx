/** The MSP's procedures, and who follows them for whom. */
import { useNavigate } from "@tanstack/react-router";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Choose, Filters, Find } from "../../ui/filters";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { Mark } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Page as Frame } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { RUN_COLUMNS } from "../../ui/runColumns";
import type { Column } from "../../ui/Table";
import { Tabs } from "../../ui/Tabs";
import { ProceduresDocument, RunsDocument } from "./page.gql";
import type { ProcedureRunStatus, ProceduresQuery, ProcedureStatus } from "./page.gql";

type Row = ProceduresQuery["procedures"]["edges"][number]["node"];

const words = text.procedures;

const STATUSES = Object.keys(words.statuses) as ProcedureStatus[];
const RUN_STATUSES = Object.keys(words.runs.statuses) as ProcedureRunStatus[];

/** Marks that are good now. */
function marked({ steps }: Row): number {
  return steps.filter(({ mark }) => mark !== null && Date.parse(mark.until) > Date.now()).length;
}

const COLUMNS: readonly Column<Row>[] = [
  { key: "name", name: words.name, width: "2fr", cell: (row) => <Go to={`/procedures/${row.id}`}>{row.name}</Go> },
  { key: "description", name: words.description, width: "3fr", cell: (row) => row.description },
  {
    key: "status",
    name: words.status,
    cell: (row) => <Mark tone={row.status === "DEFINED" ? "good" : "quiet"} words={words.statuses[row.status]} />,
  },
  { key: "steps", name: words.steps, cell: (row) => row.steps.length },
  { key: "lowRisk", name: words.lowRisk, cell: (row) => marked(row) },
  { key: "version", name: words.version, cell: (row) => row.version },
  { key: "changed", name: words.changed, cell: (row) => <Moment at={row.changedAt} /> },
];

const TABS = [
  ["procedures", words.title],
  ["runs", words.runsTitle],
] as const;

export function Page() {
  const [address, change] = useAddress();
  const navigate = useNavigate();
  const tab = address["tab"] === "runs" ? "runs" : "procedures";
  return (
    <Frame
      title={words.title}
      words={words.words}
      actions={
        <May
          roles={["TECH", "ADMIN"]}
          onClick={() => void navigate({ to: "/procedures/$id", params: { id: "new" } })}
        >
          {words.define}
        </May>
      }
    >
      <Tabs
        label={words.title}
        value={tab}
        among={TABS}
        change={(tab) => change({ tab: tab === "runs" ? tab : undefined, status: undefined, name: undefined })}
      />
      {tab === "runs" ? <Runs /> : <Procedures />}
    </Frame>
  );
}

function Procedures() {
  const [address, change] = useAddress();
  const status = STATUSES.find((it) => it === address["status"]);
  const begin = address["name"];
  const filter = {
    ...(status === undefined ? {} : { status }),
    ...(begin === undefined ? {} : { nameBeginsWith: begin }),
  };
  const rows = useRows(ProceduresDocument, { filter }, { list: (data) => data.procedures, live: ["procedure"] });
  return (
    <>
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
    </>
  );
}

function Runs() {
  const [address, change] = useAddress();
  const status = RUN_STATUSES.find((it) => it === address["status"]);
  const filter = status === undefined ? {} : { status };
  const rows = useRows(RunsDocument, { filter }, { list: (data) => data.procedureRuns, live: ["procedure_run"] });
  return (
    <>
      <Filters>
        <Choose
          label={words.runs.status}
          value={status}
          among={RUN_STATUSES.map((it) => [it, words.runs.statuses[it]])}
          change={(status) => change({ status })}
        />
      </Filters>
      <List
        label={words.runsTitle}
        columns={RUN_COLUMNS}
        of={rows}
        filtered={status !== undefined}
        empty={<Empty title={words.runs.emptyTitle} words={words.runs.emptyWords} />}
      />
    </>
  );
}
