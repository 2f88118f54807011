/** What Microsoft's products are billed as. */
import { useState } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Choose, Filters } from "../../ui/filters";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { Mark } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Page as Frame } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import type { Column } from "../../ui/Table";
import { Deed } from "./deeds";
import type { Wish } from "./deeds";
import { ProductsDocument } from "./page.gql";
import type { ProductStanding, ProductsQuery } from "./page.gql";
import { called, inWords } from "./product";
import type { Product } from "./product";

const words = text.products;

const TONES = { OPEN: "waits", MAPPED: "good", IGNORED: "quiet" } as const;
const STANDINGS = Object.keys(TONES) as ProductStanding[];

/** Products have no id: where they stand in the list tells them apart. */
function listed({ products }: ProductsQuery) {
  const edges = products.edges.map(({ cursor, node }) => ({ node: { ...node, id: cursor } }));
  return { edges, pageInfo: products.pageInfo };
}

export function Page() {
  const [address, change] = useAddress();
  const [wish, setWish] = useState<Wish>();
  const standing = STANDINGS.find((it) => it === address["standing"]);
  const filter = standing === undefined ? {} : { standing };
  const rows = useRows(ProductsDocument, { filter }, { list: listed, live: ["product_mapping", "vendor_record"] });
  return (
    <Frame title={words.title} words={words.words} actions={<Go to="/mapping">{words.toCustomers}</Go>}>
      <Filters>
        <Choose
          label={words.standing}
          value={standing}
          among={STANDINGS.map((it) => [it, words.standings[it]])}
          change={(standing) => change({ standing })}
        />
      </Filters>
      <List
        label={words.title}
        columns={columns(setWish)}
        of={rows}
        filtered={standing !== undefined}
        empty={
          <Empty title={words.emptyTitle} words={words.emptyWords}>
            <Go to="/vendors">{text.shell.pages.vendors}</Go>
          </Empty>
        }
      />
      {wish === undefined ? null : <Deed wish={wish} close={() => setWish(undefined)} />}
    </Frame>
  );
}

function columns(wish: (wish: Wish) => void): readonly Column<Product>[] {
  return [
    { key: "product", name: words.product, width: "2fr", cell: called },
    { key: "term", name: words.term, cell: (row) => inWords(row.term) },
    { key: "billing", name: words.billing, cell: (row) => inWords(row.billing) },
    {
      key: "standing",
      name: words.standing,
      cell: ({ standing }) => <Mark tone={TONES[standing] ?? "quiet"} words={words.standings[standing] ?? standing} />,
    },
    {
      key: "service",
      name: words.service,
      width: "2fr",
      cell: ({ service, reason }) => (service?.gone === true ? words.gone : (service?.name ?? reason)),
    },
    { key: "do", name: "", width: "2fr", cell: (row) => <Buttons of={row} wish={wish} /> },
  ];
}

const ROLES = ["TECH", "ADMIN"] as const;

function Buttons({ of, wish }: { of: Product; wish: (wish: Wish) => void }) {
  const whats = { OPEN: ["map", "ignore"], MAPPED: ["map", "unmap"], IGNORED: ["heed"] } as const;
  return (
    <>
      {(whats[of.standing] ?? []).map((what) => (
        <May key={what} roles={ROLES} size="small" appearance="subtle" onClick={() => wish({ what, product: of })}>
          {words[what]}
        </May>
      ))}
    </>
  );
}
