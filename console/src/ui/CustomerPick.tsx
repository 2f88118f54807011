import { useState } from "react";

import { useAsk } from "./ask";
import { CustomersToPickDocument } from "./customer-pick.gql";
import { Pick } from "./Pick";
import type { Choice } from "./Pick";

interface CustomerPickProps {
  label: string;
  hint?: string;
  chosen: Choice | undefined;
  choose: (chosen: Choice | undefined) => void;
  /** Who is no choice. */
  except?: string | undefined;
}

/** One of the MSP's customers. */
export function CustomerPick({ except, ...props }: CustomerPickProps) {
  const [begin, find] = useState("");
  const filter = { status: "REGISTERED" as const, ...(begin === "" ? {} : { nameBeginsWith: begin }) };
  const { data } = useAsk(CustomersToPickDocument, { filter }, { live: ["customer"] });
  const all = data?.customers.edges.map(({ node }) => node) ?? [];
  return <Pick {...props} among={all.filter((it) => it.id !== except)} find={find} />;
}
