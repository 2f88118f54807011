/** Who is told what happens to requests: the MSP's notice channels. */
import { makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { useMay } from "../../app/session";
import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Failed } from "../../ui/Failed";
import { Choose, Filters } from "../../ui/filters";
import { Loading } from "../../ui/Loading";
import { May } from "../../ui/May";
import { Once } from "../../ui/Once";
import { Page as Frame } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { Channel } from "./Channel";
import { Open } from "./Open";
import { NoticeChannelsDocument } from "./page.gql";
import type { NoticeChannelStatus } from "./page.gql";

const words = text.notices;
const STATUSES = Object.keys(words.statuses) as NoticeChannelStatus[];

export function Page() {
  const mayLook = useMay("TECH", "ADMIN", "AUDITOR");
  const [opening, setOpening] = useState(false);
  // Told once, and kept nowhere but on this page.
  const [secret, setSecret] = useState<string>();
  return (
    <Frame
      title={text.settings.notices}
      words={words.words}
      actions={
        <May roles={["ADMIN"]} appearance="primary" onClick={() => setOpening(true)}>
          {words.open}
        </May>
      }
    >
      {mayLook ? <Channels tell={setSecret} /> : <Empty title={words.notYours} words={words.notYoursWords} />}
      {opening ? <Open tell={setSecret} close={() => setOpening(false)} /> : null}
      {secret === undefined ? null : (
        <Once
          title={words.secretTitle}
          name={words.secretName}
          secret={secret}
          close={() => setSecret(undefined)}
        >
          {words.secretWords}
        </Once>
      )}
    </Frame>
  );
}

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalM },
});

function Channels({ tell }: { tell: (secret: string) => void }) {
  const styles = useStyles();
  const [address, change] = useAddress();
  const status = STATUSES.find((it) => it === address["status"]);
  const rows = useRows(
    NoticeChannelsDocument,
    { filter: status === undefined ? {} : { status } },
    { list: (data) => data.noticeChannels, live: ["notice_channel"] },
  );
  if (rows.error !== undefined && rows.rows.length === 0) {
    return <Failed error={rows.error} again={rows.again} />;
  }
  const isEmpty = !rows.loading && rows.rows.length === 0;
  return (
    <>
      <Filters>
        <Choose
          label={words.statusFilter}
          value={status}
          among={STATUSES.map((it) => [it, words.statuses[it]])}
          change={(status) => change({ status })}
        />
      </Filters>
      {rows.loading ? <Loading /> : null}
      {!isEmpty ? null : status === undefined ? (
        <Empty title={words.emptyTitle} words={words.emptyWords} />
      ) : (
        <Empty title={text.common.noMatches} words={text.common.noMatchesWords} />
      )}
      <ul className={styles.list}>
        {rows.rows.map((row) => (
          <li key={row.id}>
            <Channel of={row} tell={tell} again={rows.again} />
          </li>
        ))}
      </ul>
      {rows.hasMore ? (
        <div>
          <May roles={["TECH", "ADMIN", "AUDITOR"]} onClick={rows.more}>
            {text.common.loadMore}
          </May>
        </div>
      ) : null}
    </>
  );
}
