/** Whose the vendors' records are: one by one, or many at once. */
import { Button } from "@fluentui/react-components";
import { Suspense, lazy } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Go } from "../../ui/Go";
import { Loading } from "../../ui/Loading";
import { Page as Frame } from "../../ui/Page";
import { FilterBar, filterOf } from "./FilterBar";
import { Readiness } from "./Readiness";
import { Work } from "./Work";

const words = text.mapping;

const Bulk = lazy(async () => ({ default: (await import("./Bulk")).Bulk }));

export function Page() {
  const [address, change] = useAddress();
  if (address["do"] === "accept") {
    return (
      <Suspense fallback={<Loading />}>
        <Bulk />
      </Suspense>
    );
  }
  const filter = filterOf(address);
  const actions = (
    <>
      <Button onClick={() => change({ do: "accept" })}>{words.bulk.open}</Button>
      <Go to="/mapping/products">{words.toProducts}</Go>
    </>
  );
  return (
    <Frame title={words.title} words={words.words} actions={actions}>
      <Readiness />
      <FilterBar />
      <Work key={JSON.stringify(filter)} filter={filter} />
    </Frame>
  );
}
