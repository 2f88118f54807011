/** What a name that is being typed means: who is picked is always who is called like what stands in the field. */
import { useEffect, useRef, useState } from "react";

import { useAsk } from "./ask";
import { beginOf, calledLike, labelled } from "./labelled";
import type { Labelled } from "./labelled";
import { CustomerPickedDocument, CustomersToPickDocument } from "./picks.gql";

/** Milliseconds after the last letter. */
const PAUSE = 250;

function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => settle(value), PAUSE);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}

interface Typed {
  value: string | undefined;
  change: (id: string | undefined, customerId?: string) => void;
  all: boolean;
  except: string | undefined;
  /** Somebody is in the field. */
  here: boolean;
}

interface Typing {
  shown: string;
  /** Whom the browser suggests. */
  rows: readonly Labelled[];
  /** What is the matter with what was typed. */
  wrong: "nobody" | "several" | undefined;
  type: (typed: string) => void;
  leave: () => void;
}

/** Who is picked already, by the name alone. */
function usePicked(value: string | undefined) {
  const { data } = useAsk(CustomerPickedDocument, { id: value ?? "" }, { pause: value === undefined, live: ["customer"] });
  if (value === undefined || data === undefined) {
    return undefined;
  }
  return data.customer ?? { id: value, name: value };
}

export function useTyping({ value, change, all, except, here }: Typed): Typing {
  const [typed, setTyped] = useState<string>();
  const picked = usePicked(value);
  const begin = beginOf(typed ?? picked?.name ?? "");
  const settled = useSettled(begin);
  const pause = !here && typed === undefined && picked === undefined;
  const wish = { begin: settled === "" ? null : settled, status: all ? null : ("REGISTERED" as const) };
  const { data, late } = useAsk(CustomersToPickDocument, wish, { pause, live: ["customer"] });
  const known = pause || data === undefined ? [] : labelled(data.customers.edges.map(({ node }) => node));
  const rows = known.filter((row) => row.id !== except);
  // Two of one name are told apart once both are known.
  const isSure = data !== undefined && !late && (settled === begin || !data.customers.pageInfo.hasNextPage);
  const match = isSure && typed !== undefined ? calledLike(rows, typed) : undefined;
  const label = known.find((row) => row.id === picked?.id)?.label ?? picked?.name ?? "";

  const now = useRef({ change, id: picked?.id, here });
  now.current = { change, id: picked?.id, here };
  const found = match?.id;
  const own = match?.customerId;
  useEffect(() => {
    if (found === undefined) {
      return;
    }
    if (found !== now.current.id) {
      now.current.change(found, own);
    }
    if (!now.current.here) {
      setTyped(undefined);
    }
  }, [found, own]);

  const type = (next: string) => {
    setTyped(next);
    if (value !== undefined && next.trim() !== label) {
      change(undefined);
    }
  };
  const leave = () => {
    if (typed?.trim() === "" || match !== undefined || value !== undefined) {
      setTyped(undefined);
    }
  };
  const named = typed?.trim().toLowerCase() ?? "";
  const isWrong = isSure && named !== "" && match === undefined && value === undefined;
  const several = rows.some((row) => beginOf(row.label).toLowerCase() === named);
  return { shown: typed ?? label, rows, wrong: isWrong ? (several ? "several" : "nobody") : undefined, type, leave };
}
