/** The MSP's accounts at other vendors, and the way to a new one. */
import { AddRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Empty } from "../../ui/Empty";
import { Choose, Filters, Find } from "../../ui/filters";
import { List } from "../../ui/List";
import { May } from "../../ui/May";
import { Page as Frame } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { COLUMNS } from "./columns";
import { Connect } from "./Connect";
import { filterOf, PHASES, STALE } from "./filter";
import { VendorAccountsDocument, VendorsToConnectDocument } from "./page.gql";

const words = text.vendors;

export function Page() {
  const [address, change] = useAddress();
  const [connects, setConnects] = useState(false);
  const vendors = useAsk(VendorsToConnectDocument, {}).data?.vendors ?? [];
  const filter = filterOf(address);
  const rows = useRows(
    VendorAccountsDocument,
    { filter },
    { list: (data) => data.vendorConnections, live: ["vendor_connection", "vendor_record"] },
  );
  const connect = (
    <May roles={["ADMIN"]} appearance="primary" icon={<AddRegular />} onClick={() => setConnects(true)}>
      {words.connect}
    </May>
  );
  return (
    <Frame title={words.title} words={words.words} actions={connect}>
      <Filters>
        <Find label={words.nameBegins} value={address["name"]} change={(name) => change({ name })} />
        <Choose
          label={words.vendor}
          value={address["vendor"]}
          among={vendors.map((it) => [it.word, it.title])}
          change={(vendor) => change({ vendor })}
        />
        <Choose
          label={words.phase}
          value={filter.phase ?? undefined}
          among={PHASES.map((it) => [it, words.phases[it]])}
          change={(phase) => change({ phase })}
        />
        <Choose
          label={words.stale}
          value={address["stale"]}
          among={STALE.map((it) => [it, words.staleValues[it]])}
          change={(stale) => change({ stale })}
        />
      </Filters>
      <List
        label={words.title}
        columns={COLUMNS}
        of={rows}
        filtered={Object.keys(filter).length > 0}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
      />
      {connects ? <Connect among={vendors} close={() => setConnects(false)} /> : null}
    </Frame>
  );
}
