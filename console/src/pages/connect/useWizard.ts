/** The wizard's state is the page's address: reload it, send it to a colleague, go back in it. */
import { useNavigate } from "@tanstack/react-router";

import { useAddress } from "../../ui/address";
import { stepOf, wishOf } from "./wizard";
import type { StepName, Wish } from "./wizard";

type Search = Readonly<Record<string, string | undefined>>;

export interface Wizard {
  step: StepName;
  wish: Wish;
  /** Steps are parts of the history, unlike filters. */
  go: (change: Search) => void;
}

export function useWizard(): Wizard {
  const [search] = useAddress();
  const navigate = useNavigate();
  const go = (change: Search) => {
    void navigate({ to: ".", search: { ...search, name: undefined, step: undefined, ...change } as never });
  };
  return { step: stepOf(search), wish: wishOf(search), go };
}
