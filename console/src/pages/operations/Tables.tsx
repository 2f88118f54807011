/** The query tables: how far each is, what is the matter with it, and building it anew. */
import { ProgressBar, Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { useToast } from "../../ui/toast";
import { ProjectionRebuildDocument, ProjectionRetryDocument } from "./page.gql";
import type { OperationsQuery, ProjectionState } from "./page.gql";

type Row = OperationsQuery["projections"][number];

const words = text.operations;

const TONES: Record<ProjectionState, Tone> = {
  LIVE: "good",
  CATCHING_UP: "busy",
  PAUSED: "waits",
  STANDING: "bad",
  BUILDING: "busy",
};

const useStyles = makeStyles({
  cell: { display: "grid", gap: tokens.spacingVerticalXXS, justifyItems: "start" },
  quiet: { color: tokens.colorNeutralForeground2 },
  bar: { width: "100%", minWidth: "80px" },
});

type Wish = { what: "rebuild" | "retry"; row: Row };

export function Tables({ of, again }: { of: readonly Row[]; again: () => void }) {
  const [wish, setWish] = useState<Wish>();
  const close = () => {
    setWish(undefined);
    again();
  };
  const columns: readonly Column<Row>[] = [
    { key: "name", name: words.table, width: "2fr", cell: (row) => <Name of={row} /> },
    { key: "state", name: words.state, cell: (row) => <State of={row} /> },
    { key: "progress", name: words.progress, width: "2fr", cell: (row) => <Progress of={row} /> },
    {
      key: "do",
      name: words.actions,
      cell: (row) => (
        <May roles={["ADMIN"]} size="small" onClick={() => setWish({ what: row.standsAt ? "retry" : "rebuild", row })}>
          {row.standsAt ? words.retry : words.rebuild}
        </May>
      ),
    },
  ];
  return (
    <Section title={words.tables}>
      <Text>{words.tablesWords}</Text>
      <Table label={words.tables} columns={columns} rows={of} rowKey={(row) => row.name} />
      {wish?.what === "rebuild" ? <Rebuild row={wish.row} close={close} /> : null}
      {wish?.what === "retry" ? <Retry row={wish.row} close={close} /> : null}
    </Section>
  );
}

function Name({ of }: { of: Row }) {
  const styles = useStyles();
  return (
    <div className={styles.cell}>
      <Text weight="semibold">{of.name}</Text>
      <Text size={200} className={styles.quiet}>
        {of.question}
      </Text>
    </div>
  );
}

function State({ of }: { of: Row }) {
  const styles = useStyles();
  return (
    <div className={styles.cell}>
      <Mark tone={TONES[of.state] ?? "quiet"} words={said(words.states, of.state)} />
      {of.standsAt ? <Text size={200}>{words.standsAt(of.standsAt)}</Text> : null}
      {of.problem ? <Problems of={[of.problem]} /> : null}
    </div>
  );
}

function Progress({ of }: { of: Row }) {
  const styles = useStyles();
  const { rebuild } = of;
  const seconds = of.lagSeconds === null ? undefined : words.seconds(of.lagSeconds);
  return (
    <div className={styles.cell}>
      <Text>{`${words.lag}: ${words.behind(of.lag, seconds)}`}</Text>
      {rebuild ? (
        <>
          <Text size={200}>{words.rebuilding(rebuild.percent)}</Text>
          <ProgressBar className={styles.bar} value={rebuild.percent / 100} aria-label={words.rebuilding(rebuild.percent)} />
          {rebuild.eventsRead === null || rebuild.events === null ? null : (
            <Text size={200}>{words.rebuildFacts(rebuild.eventsRead, rebuild.events, rebuild.eventsPerSecond)}</Text>
          )}
          {rebuild.secondsLeft === null ? null : <Text size={200}>{words.left(rebuild.secondsLeft)}</Text>}
        </>
      ) : null}
    </div>
  );
}

interface DialogProps {
  row: Row;
  close: () => void;
}

function Rebuild({ row, close }: DialogProps) {
  const { run, running, faults } = useCommand(ProjectionRebuildDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ name: row.name, reason })) !== undefined) {
      toast(words.rebuildBegun(row.name));
      close();
    }
  };
  return (
    <Confirm
      title={words.rebuildTitle(row.name)}
      action={words.rebuild}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.rebuildWords}</Text>
    </Confirm>
  );
}

function Retry({ row, close }: DialogProps) {
  const { run, running, faults } = useCommand(ProjectionRetryDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ name: row.name, position: row.standsAt ?? row.position, reason })) !== undefined) {
      toast(words.retried);
      close();
    }
  };
  return (
    <Confirm
      title={words.retryTitle(row.name)}
      action={words.retry}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.retryWords}</Text>
    </Confirm>
  );
}
