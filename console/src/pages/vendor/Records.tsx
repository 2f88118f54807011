/** How many of its records are whose, and the way to those that are nobody's yet. */
import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { Section } from "../../ui/Page";
import type { AccountShownFragment } from "./page.gql";

const words = text.vendors;

export function Records({ of }: { of: AccountShownFragment }) {
  const { linked, unmapped, ignored, vanished, stale } = of.recordCounts;
  return (
    <Section title={words.records}>
      <Facts
        of={[
          [words.mapped, String(linked)],
          [words.unmapped, String(unmapped)],
          [words.ignored, String(ignored)],
          [words.vanished, String(vanished)],
          [words.outdated, stale === 0 ? null : String(stale)],
        ]}
      />
      {unmapped === 0 ? null : (
        <div>
          <Go to="/mapping" search={{ connection: of.id }}>
            {words.toMapping(unmapped)}
          </Go>
        </div>
      )}
    </Section>
  );
}
