/** Questions before a product is mapped, unmapped or ignored. */
import { Field, Select, Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useToast } from "../../ui/toast";
import type { Open } from "./columns";
import { IgnoreProductDocument, MapProductDocument, ServicesToPickDocument, UnmapProductDocument } from "./page.gql";
import { calledOf, inputOf } from "./product";
import type { Product } from "./product";

const words = text.mapping.products;

interface DialogProps {
  product: Product;
  close: () => void;
}

export function Dialogs({ what, ...props }: DialogProps & { what: Open }) {
  switch (what) {
    case "map":
      return <Map {...props} />;
    case "unmap":
      return <Unmap {...props} />;
    case "ignore":
      return <Ignore {...props} />;
  }
}

function reasonOf({ score, billedAlike }: Product["suggestions"][number]): string {
  const rhythm = billedAlike === null ? words.alikeUnknown : billedAlike ? words.alike : words.unlike;
  return `${text.mapping.scoreIs(text.mapping.score(score))}. ${rhythm}.`;
}

function Map({ product, close }: DialogProps) {
  const { suggestions } = product;
  const [service, choose] = useState(suggestions[0]?.service.id ?? "");
  const { data } = useAsk(ServicesToPickDocument, {}, { live: ["vendor_record"] });
  const command = useCommand(MapProductDocument);
  const toast = useToast();
  const others = (data?.vendorRecords.edges ?? [])
    .map(({ node }) => node)
    .filter(({ id }) => !suggestions.some((it) => it.service.id === id));
  const nameOfService = [...suggestions.map((it) => ({ id: it.service.id, name: it.name })), ...others];
  const chosen = suggestions.find((it) => it.service.id === service);
  const map = async () => {
    if (await command.run({ product: inputOf(product), service })) {
      toast(words.mapped(calledOf(product), nameOfService.find(({ id }) => id === service)?.name ?? service));
      close();
    }
  };
  return (
    <Confirm
      title={words.mapTitle(calledOf(product))}
      action={words.mapAction}
      running={command.running}
      faults={command.faults}
      disabled={service === ""}
      confirm={() => void map()}
      close={close}
    >
      <Field label={words.service} required {...(chosen === undefined ? {} : { hint: reasonOf(chosen) })}>
        <Select value={service} onChange={(_, { value }) => choose(value)}>
          <option value="">{text.approvals.pick.choose}</option>
          {suggestions.length === 0 ? null : (
            <optgroup label={words.suggestions}>
              {suggestions.map((it) => (
                <option key={it.service.id} value={it.service.id}>
                  {it.name}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label={words.other}>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </optgroup>
        </Select>
      </Field>
    </Confirm>
  );
}

function Unmap({ product, close }: DialogProps) {
  const command = useCommand(UnmapProductDocument);
  const toast = useToast();
  const { service } = product;
  const unmap = async () => {
    if (service !== null && (await command.run({ product: inputOf(product), service: service.id }))) {
      toast(words.unmapped(calledOf(product)));
      close();
    }
  };
  return (
    <Confirm
      title={words.unmapTitle(calledOf(product), service?.name ?? text.common.unknown)}
      action={words.unmap}
      running={command.running}
      faults={command.faults}
      confirm={() => void unmap()}
      close={close}
    >
      <Text>{words.unmapWords}</Text>
    </Confirm>
  );
}

function Ignore({ product, close }: DialogProps) {
  const command = useCommand(IgnoreProductDocument);
  const toast = useToast();
  const ignore = async (reason: string) => {
    if (await command.run({ product: inputOf(product), reason })) {
      toast(words.ignored(calledOf(product)));
      close();
    }
  };
  return (
    <Confirm
      title={words.ignoreTitle(calledOf(product))}
      action={words.ignore}
      reason="needed"
      running={command.running}
      faults={command.faults}
      confirm={(reason) => void ignore(reason)}
      close={close}
    >
      <Text>{words.ignoreWords}</Text>
    </Confirm>
  );
}
