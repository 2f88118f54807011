/** One account at a vendor: how it is, what was read of it, and what can be done about it. */
import { useState } from "react";

import { text } from "../../text";
import { usePart } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Asked } from "../../ui/Asked";
import { Go } from "../../ui/Go";
import { Page as Frame } from "../../ui/Page";
import { said } from "../../ui/said";
import { Shown } from "../../ui/Shown";
import { About } from "./About";
import { Actions } from "./Actions";
import { VendorAccountDocument } from "./page.gql";
import type { AccountShownFragment } from "./page.gql";
import { Readings } from "./Readings";
import { Records } from "./Records";
import { State } from "./State";

const words = text.vendors;

export function Page() {
  const id = usePart("id");
  const answer = useAsk(VendorAccountDocument, { id }, { live: ["vendor_connection", "vendor_record"] });
  return (
    <Shown answer={answer}>
      {({ vendorConnection: it }) => (it ? <Known key={it.id} account={it} /> : <Unknown />)}
    </Shown>
  );
}

function Unknown() {
  return (
    <Frame title={words.unknown} words={words.unknownWords}>
      <Go to="/vendors">{words.toList}</Go>
    </Frame>
  );
}

function Known({ account }: { account: AccountShownFragment }) {
  const [asked, setAsked] = useState<{ id: string; sentence: string }>();
  const what = `${account.vendor.title} · ${said(words.systems, account.vendor.system)}`;
  return (
    <Frame title={account.name} words={what}>
      {account.phase === "DISCONNECTED" ? null : <Actions of={account} asked={setAsked} />}
      {asked === undefined ? null : <Asked approval={asked} />}
      <State of={account} />
      <Readings of={account} />
      <Records of={account} />
      <About of={account} />
    </Frame>
  );
}
