/** What the timeline is narrowed to. */
import { text } from "../../text";
import { Choose, Filters, Find } from "../../ui/filters";
import { useNames } from "../../ui/Who";
import { happening } from "../../ui/happening";
import { PickCustomer } from "../../ui/PickCustomer";

const words = text.audit;

type Address = Readonly<Record<string, string | undefined>>;

const TYPES = Object.keys(words.happenings)
  .map((it) => [it, happening(it)] as const)
  .sort(([, a], [, b]) => a.localeCompare(b));

/** Somebody who is in the address and not in the list can be read all the same. */
function withChosen(among: readonly (readonly [string, string])[], chosen: string | undefined) {
  return chosen === undefined || among.some(([value]) => value === chosen) ? among : [...among, [chosen, chosen] as const];
}

export function TimelineFilters({ address, change }: { address: Address; change: (change: Address) => void }) {
  const people = [...useNames()];
  const { customer, actor, type, stream, correlationId } = address;
  return (
    <Filters>
      <PickCustomer all label={words.customer} value={customer} change={(customer) => change({ customer })} />
      <Choose
        label={words.type}
        value={type}
        among={withChosen(TYPES, type)}
        change={(type) => change({ type })}
      />
      <Choose
        label={words.actor}
        value={actor}
        among={withChosen(people, actor)}
        change={(actor) => change({ actor })}
      />
      <Find label={words.stream} value={stream} change={(stream) => change({ stream })} />
      <Find label={words.correlation} value={correlationId} change={(correlationId) => change({ correlationId })} />
    </Filters>
  );
}
