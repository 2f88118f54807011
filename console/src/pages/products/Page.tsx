/** Microsoft's products by term and billing cycle, and the services of the PSA that they are billed as. */
import { useState } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useCommand } from "../../ui/command";
import { Empty } from "../../ui/Empty";
import { Choose, Filters } from "../../ui/filters";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { Page as Frame } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { useRows } from "../../ui/rows";
import { useToast } from "../../ui/toast";
import { columnsOf } from "./columns";
import type { Open } from "./columns";
import { Dialogs } from "./Dialogs";
import { HeedProductDocument, ProductsToMapDocument } from "./page.gql";
import { inputOf, listOf, nameOf } from "./product";
import type { Product } from "./product";

const words = text.mapping.products;

const STANDINGS = ["OPEN", "MAPPED", "IGNORED"] as const;

export function Page() {
  const [address, change] = useAddress();
  const [open, setOpen] = useState<{ what: Open; product: Product }>();
  const heed = useCommand(HeedProductDocument);
  const toast = useToast();
  const standing = STANDINGS.find((it) => it === address["standing"]);
  const filter = standing === undefined ? {} : { standing };
  const rows = useRows(ProductsToMapDocument, { filter }, { list: listOf, live: ["product_mapping", "vendor_record"] });
  const start = (what: Open, product: Product) => {
    heed.clear();
    setOpen({ what, product });
  };
  const again = async (product: Product) => {
    if (await heed.run({ product: inputOf(product) })) {
      toast(words.heeded(nameOf(product)));
    }
  };
  return (
    <Frame title={words.title} words={words.words} actions={<Go to="/mapping">{words.toRecords}</Go>}>
      <Filters>
        <Choose
          label={words.show}
          value={standing}
          among={STANDINGS.map((it) => [it, words.standings[it]])}
          change={(standing) => change({ standing })}
        />
      </Filters>
      <div role="alert">
        <Problems of={heed.faults} />
      </div>
      <List
        label={words.title}
        columns={columnsOf(start, (product) => void again(product))}
        of={rows}
        filtered={standing !== undefined}
        empty={
          <Empty title={words.emptyTitle} words={words.emptyWords}>
            <Go to="/vendors">{text.mapping.toVendors}</Go>
          </Empty>
        }
      />
      {open === undefined ? null : <Dialogs what={open.what} product={open.product} close={() => setOpen(undefined)} />}
    </Frame>
  );
}
