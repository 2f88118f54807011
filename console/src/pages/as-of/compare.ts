/** What one event changed: two states of the same thing, laid side by side. */
import { isPlain } from "../../ui/values";

export type Change = "added" | "changed" | "removed" | "same";

export interface Fact {
  /** The names that lead to it, from the outermost on. */
  path: readonly string[];
  before: unknown;
  after: unknown;
  change: Change;
}

/** Every value without parts, by the names that lead to it. */
function leaves(state: unknown, path: readonly string[] = [], found = new Map<string, Leaf>()): Map<string, Leaf> {
  if (!isPlain(state)) {
    for (const [name, value] of Object.entries(state as object)) {
      leaves(value, [...path, name], found);
    }
  } else if (path.length > 0 || (state !== null && state !== undefined)) {
    found.set(JSON.stringify(path), { path, value: state });
  }
  return found;
}

interface Leaf {
  path: readonly string[];
  value: unknown;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What is there after the event, each in its place, and at the end what is gone. */
export function compare(before: unknown, after: unknown): readonly Fact[] {
  const was = leaves(before);
  const is = leaves(after);
  const kept = [...is].map(([key, { path, value }]): Fact => {
    const old = was.get(key);
    const change = old === undefined ? "added" : same(old.value, value) ? "same" : "changed";
    return { path, before: old?.value, after: value, change };
  });
  const gone = [...was]
    .filter(([key]) => !is.has(key))
    .map(([, { path, value }]): Fact => ({ path, before: value, after: undefined, change: "removed" }));
  return [...kept, ...gone];
}
