/** What a run of a procedure shows of itself where many are listed. */
import { text } from "../text";
import { By } from "./By";
import type { RunRowFragment } from "./fragments.gql";
import { Go } from "./Go";
import { Mark } from "./Mark";
import type { Tone } from "./Mark";
import { Moment } from "./Moment";
import { said } from "./said";
import type { Column } from "./Table";

const words = text.procedures.runs;

const TONES: Readonly<Record<string, Tone>> = { RUNNING: "busy", DONE: "good", STOPPED: "bad" };

export function RunMark({ status }: { status: string }) {
  return <Mark tone={TONES[status] ?? "quiet"} words={said(words.statuses, status)} />;
}

export const RUN_COLUMNS: readonly Column<RunRowFragment>[] = [
  {
    key: "procedure",
    name: text.procedures.name,
    width: "2fr",
    cell: (row) => <Go to={`/procedure-runs/${row.id}`}>{row.procedure?.name ?? text.common.unknown}</Go>,
  },
  {
    key: "customer",
    name: words.customer,
    width: "2fr",
    cell: (row) => (row.customer === null ? null : <Go to={`/customers/${row.customer.id}`}>{row.customer.name}</Go>),
  },
  { key: "status", name: words.status, cell: (row) => <RunMark status={row.status} /> },
  { key: "progress", name: words.progress, cell: (row) => words.progressOf(row.stepsDone, row.stepsAll) },
  { key: "by", name: words.by, cell: (row) => <By of={row.startedBy} /> },
  { key: "started", name: words.started, cell: (row) => <Moment at={row.startedAt} /> },
];
