/** What can be done about a product: a question, and what was asked for. */
import { Field, Select, Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useToast } from "../../ui/toast";
import {
  ProductHeedDocument,
  ProductIgnoreDocument,
  ProductMapDocument,
  ProductUnmapDocument,
  ServicesDocument,
} from "./page.gql";
import { called, inputOf } from "./product";
import type { Product } from "./product";

const words = text.products;

export interface Wish {
  what: "map" | "unmap" | "ignore" | "heed";
  product: Product;
}

interface DeedProps {
  product: Product;
  close: () => void;
}

export function Deed({ wish: { what, product }, close }: { wish: Wish; close: () => void }) {
  switch (what) {
    case "map":
      return <Mapping product={product} close={close} />;
    case "unmap":
      return <Parting product={product} close={close} />;
    case "ignore":
      return <Ignoring product={product} close={close} />;
    case "heed":
      return <Heeding product={product} close={close} />;
  }
}

function Mapping({ product, close }: DeedProps) {
  const { run, running, faults } = useCommand(ProductMapDocument);
  const { data } = useAsk(ServicesDocument, {}, { live: ["vendor_record"] });
  const [service, setService] = useState(product.suggestions[0]?.service.id ?? product.service?.id ?? "");
  const toast = useToast();
  const suggested = new Map(product.suggestions.map((it) => [it.service.id, words.suggested(it.name, it.score)]));
  const others = (data?.vendorRecords.edges ?? []).filter(({ node }) => !suggested.has(node.id));
  const among = [...suggested, ...others.map(({ node }) => [node.id, node.name] as const)];
  const confirm = async () => {
    if ((await run({ product: inputOf(product), service })) !== undefined) {
      toast(words.mapped);
      close();
    }
  };
  return (
    <Confirm
      title={words.mapTitle(called(product))}
      action={words.map}
      running={running}
      faults={faults}
      disabled={service === ""}
      confirm={() => void confirm()}
      close={close}
    >
      {data !== undefined && among.length === 0 ? <Text>{words.noServices}</Text> : null}
      <Field label={words.choose} required>
        <Select value={service} onChange={(_, { value }) => setService(value)}>
          <option value="" />
          {among.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
    </Confirm>
  );
}

function Parting({ product, close }: DeedProps) {
  const { run, running, faults } = useCommand(ProductUnmapDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    const service = product.service?.id ?? "";
    if ((await run({ product: inputOf(product), service, reason })) !== undefined) {
      toast(words.unmapped);
      close();
    }
  };
  return (
    <Confirm
      title={words.unmapTitle(called(product))}
      action={words.unmap}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    />
  );
}

function Ignoring({ product, close }: DeedProps) {
  const { run, running, faults } = useCommand(ProductIgnoreDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ product: inputOf(product), reason })) !== undefined) {
      toast(words.ignored);
      close();
    }
  };
  return (
    <Confirm
      title={words.ignoreTitle(called(product))}
      action={words.ignore}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.ignoreWords}</Text>
    </Confirm>
  );
}

function Heeding({ product, close }: DeedProps) {
  const { run, running, faults } = useCommand(ProductHeedDocument);
  const toast = useToast();
  const confirm = async () => {
    if ((await run({ product: inputOf(product) })) !== undefined) {
      toast(words.heeded);
      close();
    }
  };
  return (
    <Confirm
      title={words.heed}
      action={words.heed}
      running={running}
      faults={faults}
      confirm={() => void confirm()}
      close={close}
    >
      <Text>{called(product)}</Text>
    </Confirm>
  );
}
