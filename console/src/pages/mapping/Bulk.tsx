/** Many suggestions accepted at once: what would be linked is looked at first, and then asked for. */
import { Button, Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Asked } from "../../ui/Asked";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { Empty } from "../../ui/Empty";
import { Facts } from "../../ui/Facts";
import { Choose, Filters } from "../../ui/filters";
import { List } from "../../ui/List";
import { May } from "../../ui/May";
import { Page as Frame, Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { Shown } from "../../ui/Shown";
import { bulkColumns } from "./bulkColumns";
import { AcceptManyDocument, BulkCountsDocument, BulkItemsDocument } from "./bulk.gql";
import type { BulkCountsQuery, BulkItemsQuery } from "./bulk.gql";
import { OfConnection } from "./OfConnection";

const words = text.mapping.bulk;

const SCORES = [95, 90, 80, 75, 70, 60];
/** Where nothing else is chosen. */
const USUAL = 85;

const LIVE = ["vendor_record", "customer", "vendor_seat"];

/** Each row with the token of the list that it was read of. */
function list({ mappingBulkPreview: { token, items } }: BulkItemsQuery) {
  return { ...items, edges: items.edges.map(({ node }) => ({ node: { ...node, token } })) };
}

interface Wish {
  above: number;
  connection: string | null;
}

export function Bulk() {
  const [address, change] = useAddress();
  const above = SCORES.find((it) => String(it) === address["above"]) ?? USUAL;
  const wish = { above, connection: address["connection"] ?? null };
  const counts = useAsk(BulkCountsDocument, wish, { live: LIVE });
  const back = () => change({ do: undefined, above: undefined });
  return (
    <Frame title={words.title} words={words.words} actions={<Button onClick={back}>{words.back}</Button>}>
      <Filters>
        <Choose
          label={words.above}
          value={above === USUAL ? undefined : String(above)}
          none={text.mapping.score(USUAL)}
          among={SCORES.map((it) => [String(it), text.mapping.score(it)])}
          change={(above) => change({ above })}
        />
        <OfConnection value={address["connection"]} change={(connection) => change({ connection })} />
      </Filters>
      <Shown answer={counts}>
        {({ mappingBulkPreview }) => <Preview key={JSON.stringify(wish)} wish={wish} preview={mappingBulkPreview} />}
      </Shown>
    </Frame>
  );
}

function Preview({ wish, preview }: { wish: Wish; preview: BulkCountsQuery["mappingBulkPreview"] }) {
  const [asks, setAsks] = useState(false);
  const [asked, setAsked] = useState<{ id: string; sentence: string }>();
  const rows = useRows(BulkItemsDocument, wish, { list, live: LIVE });
  const { count, left, token } = preview;
  // What is asked for is the list that is shown.
  const agrees = rows.rows.length > 0 && rows.rows.every((row) => row.token === token);
  return (
    <>
      {asked === undefined ? null : <Asked approval={asked} />}
      <Text aria-live="polite">{count > 0 && rows.rows.length > 0 && !agrees ? words.changing : words.count(count)}</Text>
      <div>
        <May roles={["TECH", "ADMIN"]} appearance="primary" disabled={!agrees || count === 0} onClick={() => setAsks(true)}>
          {words.ask(count)}
        </May>
      </div>
      <List
        label={words.title}
        columns={bulkColumns}
        of={rows}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
      />
      <Section title={words.left}>
        <Facts
          of={[
            [words.nobody, left.nobody],
            [words.below, left.below],
            [words.tied, left.tied],
            [words.contested, left.contested],
          ]}
        />
      </Section>
      {asks ? (
        <Ask
          wish={wish}
          token={token}
          count={count}
          asked={setAsked}
          close={() => setAsks(false)}
        />
      ) : null}
    </>
  );
}

interface AskProps {
  wish: Wish;
  token: string;
  count: number;
  asked: (approval: { id: string; sentence: string }) => void;
  close: () => void;
}

/** It holds to the list that was shown when it was opened. */
function Ask({ wish, token, count, asked, close }: AskProps) {
  const [seen] = useState({ token, count });
  const command = useCommand(AcceptManyDocument);
  const ask = async (reason: string) => {
    const done = await command.run({ ...wish, token: seen.token, reason });
    if (done?.approval) {
      asked(done.approval);
      close();
    }
  };
  return (
    <Confirm
      title={words.askTitle(seen.count)}
      action={words.askAction}
      reason="needed"
      running={command.running}
      faults={command.faults}
      confirm={(reason) => void ask(reason)}
      close={close}
    >
      <Text>{words.askWords}</Text>
    </Confirm>
  );
}
