/** All tenants that are known, how far each is, and many of them started at once. */
import { Button } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useCommand } from "../../ui/command";
import { useDraft } from "../../ui/draft";
import { Empty } from "../../ui/Empty";
import { List } from "../../ui/List";
import { May } from "../../ui/May";
import { Page as Frame } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { Bulk } from "./Bulk";
import type { Candidate } from "./bulk";
import { COLUMNS } from "./columns";
import { Discovered } from "./Discover";
import type { Discovery } from "./Discover";
import { FilterBar, filterOf } from "./FilterBar";
import { DiscoverTenantsDocument, TenantsDocument } from "./page.gql";

const words = text.tenants;

const ROLES = ["TECH", "ADMIN"] as const;

/** Tenants by the id of their row. A reload of the page forgets none. */
interface Choice {
  chosen: Readonly<Record<string, Candidate>>;
}

export function Page() {
  const [address, change] = useAddress();
  const [{ chosen }, choose] = useDraft<Choice>("tenants.chosen", { chosen: {} });
  if (address["do"] === "start") {
    return (
      <Bulk chosen={Object.values(chosen)} back={() => change({ do: undefined, template: undefined })} />
    );
  }
  return <Tenants chosen={chosen} choose={(chosen) => choose({ chosen })} start={() => change({ do: "start" })} />;
}

interface TenantsProps extends Choice {
  choose: (chosen: Choice["chosen"]) => void;
  start: () => void;
}

function Tenants({ chosen, choose, start }: TenantsProps) {
  const [address] = useAddress();
  const navigate = useNavigate();
  const discover = useCommand(DiscoverTenantsDocument);
  const [found, setFound] = useState<Discovery>();
  const filter = filterOf(address);
  const rows = useRows(TenantsDocument, { filter }, { list: (data) => data.tenants, live: ["tenant", "onboarding"] });
  const look = async () => {
    const done = await discover.run({});
    setFound(done?.discovery ?? undefined);
  };
  const select = (ids: ReadonlySet<string>) => {
    const now = rows.rows.filter(({ id }) => ids.has(id));
    const known = now.map(({ id, tenantId, name, customer }) => [id, { tenantId, name, customer: customer?.id }] as const);
    const kept = Object.entries(chosen).filter(([id]) => ids.has(id));
    choose(Object.fromEntries([...kept, ...known]));
  };
  const count = Object.keys(chosen).length;
  const actions = (
    <>
      {count === 0 ? null : <Button onClick={() => choose({})}>{words.clearChoice}</Button>}
      <May roles={ROLES} disabled={count === 0} title={words.startManyHint} onClick={start}>
        {words.startMany(count)}
      </May>
      <May roles={ROLES} disabled={discover.running} onClick={() => void look()}>
        {words.discover.button}
      </May>
      <May roles={ROLES} appearance="primary" onClick={() => void navigate({ to: "/tenants/connect" })}>
        {words.connectOne}
      </May>
    </>
  );
  return (
    <Frame title={words.title} words={words.words} actions={actions}>
      <Discovered discover={discover} found={found} />
      <FilterBar />
      <List
        label={words.title}
        columns={COLUMNS}
        of={rows}
        filtered={Object.keys(filter).length > 0}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
        rowName={(row) => row.name}
        selected={new Set(Object.keys(chosen))}
        select={select}
      />
    </Frame>
  );
}
