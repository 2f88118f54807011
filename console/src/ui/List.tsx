/** A list with all that may be the matter with it: on its way, failed, empty, or not what was looked for. */
import type { ReactNode } from "react";

import { text } from "../text";
import { Empty } from "./Empty";
import { Failed } from "./Failed";
import { Loading } from "./Loading";
import type { Rows } from "./rows";
import { Table } from "./Table";
import type { Column } from "./Table";

interface ListProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  of: Rows<Row>;
  /** What to say where there is nothing. */
  empty: ReactNode;
  /** Something is looked for, so that nothing found does not mean that nothing is there. */
  filtered?: boolean;
  rowName?: (row: Row) => string;
  selected?: ReadonlySet<string>;
  select?: (selected: ReadonlySet<string>) => void;
}

export function List<Row extends { id: string }>(props: ListProps<Row>) {
  const { label, columns, of, empty, filtered = false, rowName, selected, select } = props;
  if (of.loading) {
    return <Loading />;
  }
  if (of.error !== undefined && of.rows.length === 0) {
    return <Failed error={of.error} again={of.again} />;
  }
  if (of.rows.length === 0) {
    return filtered ? <Empty title={text.common.noMatches} words={text.common.noMatchesWords} /> : empty;
  }
  return (
    <Table
      label={label}
      columns={columns}
      rows={of.rows}
      rowKey={(row) => row.id}
      hasMore={of.hasMore}
      more={of.more}
      seen={of.seen}
      {...(rowName === undefined ? {} : { rowName })}
      {...(selected === undefined || select === undefined ? {} : { selected, select })}
    />
  );
}
