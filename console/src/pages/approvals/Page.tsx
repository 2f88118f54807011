/** The inbox of changes: what waits for whoever looks, what they asked for, and all there was. */
import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { Suspense, lazy } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Choose, Filters } from "../../ui/filters";
import { List } from "../../ui/List";
import { May } from "../../ui/May";
import { Page as Frame } from "../../ui/Page";
import { PickCustomer } from "../../ui/PickCustomer";
import { useRows } from "../../ui/rows";
import { Since, startOf } from "../../ui/Since";
import { Tabs } from "../../ui/Tabs";
import { COLUMNS, WAITING_COLUMNS, nameOf } from "./columns";
import { CONCERNS, filterOf, isFiltered, orderOf, tabOf } from "./filter";
import { ApprovalsDocument } from "./page.gql";

const words = text.approvals;

/** Loaded by those who choose some. */
const DecideMany = lazy(async () => ({ default: (await import("./DecideMany")).DecideMany }));

const TABS = Object.entries(words.tabs);
const STATUSES = Object.entries(words.statuses);
const KINDS = Object.entries(words.kinds);
const RISKS = Object.entries(words.risks);
const ORDERS = Object.entries(words.orders);

export function Page() {
  const [address, change] = useAddress();
  const navigate = useNavigate();
  const tab = tabOf(address["tab"]);
  const since = startOf(address["since"]);
  const filter = filterOf({ ...address, since });
  const order = orderOf(address["order"]);
  const rows = useRows(
    ApprovalsDocument,
    { filter: { ...filter, ...CONCERNS[tab] }, order },
    { list: (data) => data.approvals, live: ["approval"] },
  );
  return (
    <Frame
      title={words.title}
      words={words.words}
      actions={
        <May roles={["TECH", "ADMIN"]} onClick={() => void navigate({ to: "/approvals/new" })}>
          {words.askForOne}
        </May>
      }
    >
      <Tabs
        label={words.which}
        value={tab}
        among={TABS}
        change={(tab) => change({ tab: tab === "waits" ? undefined : tab, chosen: undefined, decide: undefined })}
      />
      <Filters>
        {tab === "waits" ? null : (
          <Choose label={words.status} value={filter.status ?? undefined} among={STATUSES} change={(status) => change({ status })} />
        )}
        <Choose label={words.kind} value={filter.kind ?? undefined} among={KINDS} change={(kind) => change({ kind })} />
        <Choose label={words.risk} value={filter.risk ?? undefined} among={RISKS} change={(risk) => change({ risk })} />
        <PickCustomer all label={words.customer} value={address["customer"]} change={(customer) => change({ customer })} />
        <Since label={words.since} value={address["since"]} change={(since) => change({ since })} />
        <Choose
          label={words.order}
          value={order === "NEWEST" ? undefined : order}
          none={words.orders.NEWEST}
          among={ORDERS.filter(([value]) => value !== "NEWEST")}
          change={(order) => change({ order })}
        />
      </Filters>
      <Inbox tab={tab} rows={rows} filtered={isFiltered(filter)} />
    </Frame>
  );
}

const EMPTY = {
  waits: [words.emptyWaitsTitle, words.emptyWaitsWords],
  mine: [words.emptyMineTitle, words.emptyMineWords],
  all: [words.emptyAllTitle, words.emptyAllWords],
} as const;

const useStyles = makeStyles({
  bar: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
});

interface InboxProps {
  tab: keyof typeof CONCERNS;
  rows: Parameters<typeof List<Parameters<typeof nameOf>[0]>>[0]["of"];
  filtered: boolean;
}

/** The rows, of which those that wait for whoever looks can be chosen and decided about together. */
function Inbox({ tab, rows, filtered }: InboxProps) {
  const styles = useStyles();
  const [address, change] = useAddress();
  const chosen = new Set(address["chosen"]?.split(" ") ?? []);
  const choose = (ids: ReadonlySet<string>) => change({ chosen: [...ids].join(" ") || undefined });
  const decision = address["decide"] === "APPROVE" || address["decide"] === "REJECT" ? address["decide"] : undefined;
  const [title, said] = EMPTY[tab];
  const tooMany = chosen.size > 100;
  return (
    <>
      {tab === "waits" && chosen.size > 0 ? (
        <div className={styles.bar} role="group" aria-label={text.common.selected(chosen.size)}>
          <span role="status">{tooMany ? words.decide.tooMany : text.common.selected(chosen.size)}</span>
          <May roles={["TECH", "ADMIN"]} appearance="primary" disabled={tooMany} onClick={() => change({ decide: "APPROVE" })}>
            {words.decide.approveMany(chosen.size)}
          </May>
          <May roles={["TECH", "ADMIN"]} disabled={tooMany} onClick={() => change({ decide: "REJECT" })}>
            {words.decide.rejectMany(chosen.size)}
          </May>
          <Button appearance="subtle" onClick={() => change({ chosen: undefined })}>
            {words.decide.clear}
          </Button>
        </div>
      ) : null}
      <List
        label={words.title}
        columns={tab === "waits" ? WAITING_COLUMNS : COLUMNS}
        of={rows}
        filtered={filtered}
        rowName={nameOf}
        empty={<Empty title={title} words={said} />}
        {...(tab === "waits" ? { selected: chosen, select: choose } : {})}
      />
      {decision !== undefined && chosen.size > 0 ? (
        <Suspense>
          <DecideMany
            key={decision}
            decision={decision}
            ids={[...chosen]}
            close={(done) => change({ decide: undefined, ...(done ? { chosen: undefined } : {}) })}
          />
        </Suspense>
      ) : null}
    </>
  );
}
