/** All that happened, the newest first. */
import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { EVERYTHING } from "../../ui/happening";
import { List } from "../../ui/List";
import { Only, READERS } from "../../ui/Only";
import { Page as Frame } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { useRows } from "../../ui/rows";
import { COLUMNS } from "./columns";
import { Export } from "./Export";
import { filterOf, isStream } from "./filter";
import { TimelineDocument } from "./page.gql";
import { TimelineFilters } from "./TimelineFilters";
import { Verify } from "./Verify";

const words = text.audit;

export function Page() {
  return (
    <Only roles={READERS} title={words.title}>
      <Timeline />
    </Only>
  );
}

function Timeline() {
  const [address, change] = useAddress();
  const filter = filterOf(address);
  const rows = useRows(TimelineDocument, { filter }, { list: (data) => data.timeline, live: EVERYTHING });
  const stream = address["stream"];
  return (
    <Frame title={words.title} words={words.words} actions={<Actions filter={filter} />}>
      <TimelineFilters address={address} change={change} />
      {stream === undefined ? null : isStream(stream) ? (
        <div>
          <Go to="/as-of" search={{ stream }}>
            {words.asOf}
          </Go>
        </div>
      ) : (
        <Problems of={[{ message: words.streamWrong }]} tone="info" />
      )}
      <List
        label={words.title}
        columns={COLUMNS}
        of={rows}
        filtered={Object.keys(filter).length > 0}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
      />
    </Frame>
  );
}

function Actions({ filter }: { filter: ReturnType<typeof filterOf> }) {
  return (
    <>
      <Verify />
      <Export filter={filter} />
    </>
  );
}
