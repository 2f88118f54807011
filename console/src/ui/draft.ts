/** What somebody typed and did not send yet outlives a reload of the page. */
import { useEffect, useState } from "react";

/** `key` names the form; `clear` is for when it was sent. */
export function useDraft<Draft extends object>(
  key: string,
  empty: Draft,
): [Draft, (change: Partial<Draft>) => void, () => void] {
  const place = `tenantry.draft.${key}`;
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = sessionStorage.getItem(place);
    return kept === null ? empty : { ...empty, ...(JSON.parse(kept) as Partial<Draft>) };
  });
  useEffect(() => {
    sessionStorage.setItem(place, JSON.stringify(draft));
  }, [place, draft]);
  const change = (change: Partial<Draft>) => setDraft((it) => ({ ...it, ...change }));
  const clear = () => {
    // Whoever is done closes the form in the same moment: no effect is run for it any more.
    sessionStorage.removeItem(place);
    setDraft(empty);
  };
  return [draft, change, clear];
}
