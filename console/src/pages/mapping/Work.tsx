/** Records on one side, and whose the chosen one may be on the other. */
import { Button, Text, makeStyles, tokens } from "@fluentui/react-components";
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";

import { useMay } from "../../app/session";
import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Empty } from "../../ui/Empty";
import { Failed } from "../../ui/Failed";
import { Go } from "../../ui/Go";
import { Loading } from "../../ui/Loading";
import { Problems } from "../../ui/Problems";
import { useRows } from "../../ui/rows";
import { Shown } from "../../ui/Shown";
import { neighbour, onward } from "./choice";
import { Detail } from "./Detail";
import type { Open } from "./Dialogs";
import { Keys } from "./Keys";
import { Last } from "./Last";
import { RecordToMapDocument, RecordsToMapDocument } from "./page.gql";
import type { VendorRecordFilter } from "./page.gql";
import { Records } from "./Records";
import { likeliest } from "./Suggestions";
import { useDeeds } from "./useDeeds";
import type { Deeds } from "./useDeeds";

const words = text.mapping;

/** Loaded when somebody opens one. */
const Dialogs = lazy(() => import("./Dialogs").then(({ Dialogs }) => ({ default: Dialogs })));

const useStyles = makeStyles({
  sides: {
    display: "grid",
    gridTemplateColumns: "minmax(280px, 2fr) minmax(0, 3fr)",
    alignItems: "start",
    gap: tokens.spacingHorizontalXL,
    "@media (max-width: 899px)": { gridTemplateColumns: "minmax(0, 1fr)" },
  },
  side: { display: "grid", gap: tokens.spacingVerticalS, minWidth: 0 },
  hint: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS, color: tokens.colorNeutralForeground2 },
});

/** Who writes into a field, or answers a question, means letters. */
function isTyping(target: EventTarget): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null;
}

function isList(target: EventTarget): boolean {
  return target instanceof Element && target.getAttribute("role") === "listbox";
}

export function Work({ filter }: { filter: VendorRecordFilter }) {
  const styles = useStyles();
  const [address, change] = useAddress();
  const rows = useRows(RecordsToMapDocument, { filter }, { list: (data) => data.vendorRecords, live: ["vendor_record", "customer"] });
  const ids = rows.rows.map(({ id }) => id);
  const chosen = address["record"];
  const choose = (record: string | undefined) => change({ record });
  const waiting = filter.mapping === "UNMAPPED";
  const deeds = useDeeds((record) => (waiting && ids.includes(record) ? choose(onward(ids, record)) : undefined));
  const first = ids[0];
  const call = useRef(change);
  call.current = change;
  // The choice stays with its record, whatever becomes of the list meanwhile.
  useEffect(() => {
    if (chosen === undefined && first !== undefined) {
      call.current({ record: first });
    }
  }, [chosen, first]);
  if (rows.loading) {
    return <Loading />;
  }
  if (rows.error !== undefined && rows.rows.length === 0) {
    return <Failed error={rows.error} again={rows.again} />;
  }
  const narrowed = filter.connection !== undefined || filter.nameBeginsWith !== undefined || !waiting;
  if (rows.rows.length === 0 && chosen === undefined) {
    return (
      <div className={styles.side}>
        <Last deeds={deeds} />
        <Empty title={narrowed ? text.common.noMatches : words.emptyTitle} words={narrowed ? text.common.noMatchesWords : words.emptyWords}>
          {narrowed ? null : <Go to="/vendors">{words.toVendors}</Go>}
        </Empty>
      </div>
    );
  }
  return (
    <Sides
      ids={ids}
      chosen={chosen}
      choose={choose}
      deeds={deeds}
      list={<Records of={rows} chosen={chosen} choose={choose} mixed={filter.mapping === undefined} />}
    />
  );
}

interface SidesProps {
  ids: readonly string[];
  chosen: string | undefined;
  choose: (id: string | undefined) => void;
  deeds: Deeds;
  list: React.ReactNode;
}

function Sides({ ids, chosen, choose, deeds, list }: SidesProps) {
  const styles = useStyles();
  const may = useMay("TECH", "ADMIN");
  const [open, setOpen] = useState<Open>();
  const [keys, setKeys] = useState(false);
  const answer = useAsk(
    RecordToMapDocument,
    { id: chosen ?? "" },
    { pause: chosen === undefined, live: ["vendor_record", "customer"] },
  );
  // What is shown while the next one is on its way is not what is chosen.
  const old = answer.data?.vendorRecord;
  const record = old && old.id === chosen ? old : undefined;
  const name = record?.name || words.noName;
  const start = (next: Open) => {
    deeds.clear();
    setOpen(next);
  };
  const act: Readonly<Record<string, () => void>> = {
    i: () => (record?.mapping === "UNMAPPED" && may ? start("ignore") : undefined),
    u: () => (deeds.last !== null && may ? void deeds.reverse(deeds.last.record, deeds.last.position) : undefined),
    "?": () => setKeys(true),
  };
  const inList: Readonly<Record<string, () => void>> = {
    ArrowDown: () => choose(neighbour(ids, chosen, 1)),
    ArrowUp: () => choose(neighbour(ids, chosen, -1)),
    Home: () => choose(ids[0]),
    End: () => choose(ids.at(-1)),
    Enter: () => {
      const best = record?.mapping === "UNMAPPED" ? likeliest(record) : undefined;
      if (record !== undefined && best !== undefined && may) {
        void deeds.link({ id: record.id, name }, best.customer.id, best.score);
      }
    },
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || deeds.running || isTyping(event.target)) {
      return;
    }
    const found = act[event.key.toLowerCase()] ?? (isList(event.target) ? inList[event.key] : undefined);
    if (found !== undefined) {
      event.preventDefault();
      found();
    }
  };
  return (
    <div className={styles.side} onKeyDown={press}>
      <div className={styles.hint}>
        <Text size={200}>{words.keysHint}</Text>
        <Button size="small" onClick={() => setKeys(true)}>
          {words.keys}
        </Button>
      </div>
      <Last deeds={deeds} />
      <div role="alert">{open === undefined ? <Problems of={deeds.faults} /> : null}</div>
      <div className={styles.sides}>
        {list}
        <div className={styles.side}>
          {chosen === undefined ? <Text>{words.choose}</Text> : null}
          {chosen !== undefined && record === undefined ? (
            <Shown answer={{ ...answer, data: old === null ? answer.data : undefined, loading: true }}>
              {() => <Empty title={words.unknown} words={words.unknownWords} />}
            </Shown>
          ) : null}
          {record === undefined ? null : <Detail key={record.id} record={record} deeds={deeds} open={start} />}
        </div>
      </div>
      {record === undefined || open === undefined ? null : (
        <Suspense>
          <Dialogs open={open} record={record} deeds={deeds} close={() => setOpen(undefined)} />
        </Suspense>
      )}
      {keys ? <Keys close={() => setKeys(false)} /> : null}
    </div>
  );
}
