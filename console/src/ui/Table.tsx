/** A list in columns. However long it is, only what is looked at is in the page; on a narrow one each row is a card. */
import { Checkbox, Spinner, Text, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

import { text } from "../text";

export interface Column<Row> {
  key: string;
  name: string;
  /** A track of a CSS grid, such as `2fr` or `120px`. */
  width?: string;
  cell: (row: Row) => ReactNode;
}

interface TableProps<Row> {
  /** What the list is of, for those who hear the page. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** What a row is called where it is selected. */
  rowName?: (row: Row) => string;
  selected?: ReadonlySet<string>;
  select?: (selected: ReadonlySet<string>) => void;
  hasMore?: boolean;
  more?: () => void;
  seen?: (first: number, last: number) => void;
}

const NARROW = "@media (max-width: 639px)";

const useStyles = makeStyles({
  box: {
    maxHeight: "calc(100vh - 220px)",
    minHeight: "200px",
    overflowY: "auto",
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  // The page scrolls, not the list.
  short: { minHeight: 0, maxHeight: "none", overflowY: "visible" },
  row: {
    display: "grid",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    boxSizing: "border-box",
    width: "100%",
    [NARROW]: { gridTemplateColumns: "1fr !important", rowGap: tokens.spacingVerticalXS },
  },
  head: {
    position: "sticky",
    top: 0,
    zIndex: 1,
    backgroundColor: tokens.colorNeutralBackground2,
    fontWeight: tokens.fontWeightSemibold,
    [NARROW]: { position: "absolute", width: "1px", height: "1px", overflow: "hidden", padding: 0, borderBottom: 0 },
  },
  body: { position: "relative", width: "100%" },
  placed: { position: "absolute", top: 0, left: 0 },
  cell: { minWidth: 0, overflowWrap: "anywhere" },
  // A card says nothing about what there is nothing of.
  none: { [NARROW]: { display: "none" } },
  label: { display: "none", color: tokens.colorNeutralForeground2, [NARROW]: { display: "inline" } },
  foot: { padding: tokens.spacingHorizontalM },
});

/** Shorter lists are there as a whole. */
const LONG = 40;

export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowKey, selected, select, hasMore = false, more, seen } = props;
  const styles = useStyles();
  const box = useRef<HTMLDivElement>(null);
  const tracks = columns.map(({ width = "1fr" }) => (width.endsWith("fr") ? `minmax(0, ${width})` : width));
  const gridTemplateColumns = (select === undefined ? tracks : ["32px", ...tracks]).join(" ");
  const isLong = rows.length > LONG || hasMore;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 44,
    overscan: 12,
    enabled: isLong,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? rows.length - 1;
  useEffect(() => {
    seen?.(first, last);
    if (hasMore && last >= rows.length - 10) {
      more?.();
    }
  }, [first, last, hasMore, rows.length, more, seen]);

  const toggle = (key: string) => {
    const next = new Set(selected);
    if (!next.delete(key)) {
      next.add(key);
    }
    select?.(next);
  };
  const all = rows.length > 0 && rows.every((row) => selected?.has(rowKey(row)) ?? false);
  const line = (row: Row, index: number) => {
    const key = rowKey(row);
    return (
      <>
        {select === undefined ? null : (
          <div role="cell" className={styles.cell}>
            <Checkbox
              aria-label={text.common.select(props.rowName?.(row) ?? `${index + 1}`)}
              checked={selected?.has(key) ?? false}
              onChange={() => toggle(key)}
            />
          </div>
        )}
        {columns.map((column) => {
          const shown = column.cell(row);
          const isNone = shown === null || shown === undefined || shown === "";
          return (
            <div role="cell" key={column.key} className={mergeClasses(styles.cell, isNone ? styles.none : undefined)}>
              <Text size={200} className={styles.label} aria-hidden>
                {column.name}
                {": "}
              </Text>
              {shown}
            </div>
          );
        })}
      </>
    );
  };
  return (
    <div
      ref={box}
      className={mergeClasses(styles.box, isLong ? undefined : styles.short)}
      {...(isLong ? { tabIndex: 0, role: "region", "aria-label": label } : {})}
    >
      <div role="table" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length + 1}>
        <div role="rowgroup">
          <div role="row" className={mergeClasses(styles.row, styles.head)} style={{ gridTemplateColumns }}>
            {select === undefined ? null : (
              <div role="columnheader">
                <Checkbox
                  aria-label={text.common.selectAll}
                  checked={all}
                  onChange={() => select(new Set(all ? [] : rows.map(rowKey)))}
                />
              </div>
            )}
            {columns.map((column) => (
              <div role="columnheader" key={column.key}>
                {column.name}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={isLong ? { height: virtual.getTotalSize() } : undefined}>
          {isLong
            ? items.map((item) => {
                const row = rows[item.index];
                return row === undefined ? null : (
                  <div
                    role="row"
                    key={item.key}
                    aria-rowindex={item.index + 2}
                    data-index={item.index}
                    ref={virtual.measureElement}
                    className={mergeClasses(styles.row, styles.placed)}
                    style={{ gridTemplateColumns, transform: `translateY(${item.start}px)` }}
                  >
                    {line(row, item.index)}
                  </div>
                );
              })
            : rows.map((row, index) => (
                <div role="row" key={rowKey(row)} className={styles.row} style={{ gridTemplateColumns }}>
                  {line(row, index)}
                </div>
              ))}
        </div>
      </div>
      {hasMore ? (
        <div className={styles.foot}>
          <Spinner size="tiny" label={text.common.loading} />
        </div>
      ) : null}
    </div>
  );
}
