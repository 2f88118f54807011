/** The chosen record: what is known of it, whose it is or may be, and what was done with it. */
import { makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Out } from "../../ui/Out";
import { Section } from "../../ui/Page";
import { said } from "../../ui/said";
import type { Open } from "./Dialogs";
import { Doer, History } from "./History";
import type { RecordToMapQuery } from "./page.gql";
import { Suggestions } from "./Suggestions";
import type { Deeds } from "./useDeeds";

export type VendorRecord = NonNullable<RecordToMapQuery["vendorRecord"]>;

const words = text.mapping;

const ROLES = ["TECH", "ADMIN"] as const;

const useStyles = makeStyles({
  all: { display: "grid", gap: tokens.spacingVerticalL, minWidth: 0 },
  row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

interface DetailProps {
  record: VendorRecord;
  deeds: Deeds;
  open: (dialog: Open) => void;
}

export function Detail({ record, deeds, open }: DetailProps) {
  const styles = useStyles();
  return (
    <div className={styles.all}>
      <Section title={record.name || words.noName}>
        <Marks record={record} />
        <Known record={record} />
        <Actions record={record} deeds={deeds} open={open} />
      </Section>
      {record.mapping === "UNMAPPED" ? <Suggestions record={record} deeds={deeds} /> : null}
      <History record={record} deeds={deeds} />
    </div>
  );
}

function Marks({ record }: { record: VendorRecord }) {
  const styles = useStyles();
  return (
    <div className={styles.row}>
      <Mark tone={record.mapping === "LINKED" ? "good" : "quiet"} words={said(words.states, record.mapping)} />
      {record.vanished ? <Mark tone="waits" words={words.vanished} /> : null}
      {record.active ? null : <Mark tone="quiet" words={words.inactive} />}
      {record.own ? <Mark tone="quiet" words={words.own} /> : null}
    </div>
  );
}

function Known({ record }: { record: VendorRecord }) {
  const { connection, link } = record;
  const facts = record.facts !== null && "domains" in record.facts ? record.facts : undefined;
  const place = [facts?.city, facts?.country].filter((it) => it !== null && it !== undefined && it !== "").join(", ");
  return (
    <Facts
      of={[
        [words.linkedWith, link?.customer ? <Go to={`/customers/${link.customer.id}`}>{link.customer.name}</Go> : null],
        [words.how, link === null ? null : said(words.hows, link.how)],
        [words.because, link?.because ? said(words.certainties, link.because) : null],
        [words.since, link?.at ? <Moment at={link.at} /> : null],
        [words.by, link?.by ? <Doer of={link.by} /> : null],
        [words.why, record.mapping === "IGNORED" ? record.reason : null],
        [words.vendor, connection === null ? null : <Go to={`/vendors/${connection.id}`}>{connection.name}</Go>],
        [words.vendorId, record.vendorId],
        [words.number, facts?.number],
        [words.domains, facts?.domains.join(", ")],
        [words.tenant, facts?.tenantId],
        [words.place, place],
        [words.phone, facts?.phone],
        [words.category, facts?.category],
        [words.lookThere, record.address ? <Out to={record.address} what={record.name} /> : null],
      ]}
    />
  );
}

function Actions({ record, deeds, open }: DetailProps) {
  const styles = useStyles();
  const named = { id: record.id, name: record.name || words.noName };
  const button = (dialog: Open, label: string) => (
    <May roles={ROLES} disabled={deeds.running} onClick={() => open(dialog)}>
      {label}
    </May>
  );
  switch (record.mapping) {
    case "UNMAPPED":
      return (
        <div className={styles.row}>
          {button("link", words.linkOther)}
          {button("create", words.create)}
          {button("ignore", words.ignore)}
        </div>
      );
    case "LINKED":
      return (
        <div className={styles.row}>
          {button("move", words.move)}
          {button("unlink", words.unlink)}
        </div>
      );
    case "IGNORED":
      return (
        <div className={styles.row}>
          <May roles={ROLES} disabled={deeds.running} onClick={() => void deeds.heed(named)}>
            {words.heed}
          </May>
        </div>
      );
    default:
      return null;
  }
}
