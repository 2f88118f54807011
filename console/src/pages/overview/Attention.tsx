/** What needs somebody, with the way to it. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import { Section } from "../../ui/Page";
import { mattersOf } from "./attention";
import type { Fleet, Matter, MatterName } from "./attention";
import { FirstOfThemDocument } from "./page.gql";
import type { NamedFragment } from "./page.gql";

const words = text.overview.attention;

const useStyles = makeStyles({
  list: { display: "grid", gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: "none" },
  item: {
    display: "grid",
    gridTemplateColumns: "minmax(32px, max-content) 1fr",
    alignItems: "baseline",
    columnGap: tokens.spacingHorizontalS,
    paddingBottom: tokens.spacingVerticalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  said: { display: "grid", gap: tokens.spacingVerticalXXS, minWidth: 0 },
  names: { display: "flex", flexWrap: "wrap", columnGap: tokens.spacingHorizontalM, margin: 0, padding: 0, listStyleType: "none" },
});

type Names = Partial<Record<MatterName, readonly NamedFragment[]>>;

const NAMED: readonly MatterName[] = ["failed", "drifted", "stuck", "customer"];

export function Attention({ fleet }: { fleet: Fleet }) {
  const styles = useStyles();
  const matters = mattersOf(fleet);
  const pause = !matters.some(({ name }) => NAMED.includes(name));
  const { data } = useAsk(FirstOfThemDocument, {}, { live: ["tenant", "onboarding"], pause });
  const names: Names =
    data === undefined
      ? {}
      : {
          failed: data.failed.edges.map(({ node }) => node),
          drifted: data.drifted.edges.map(({ node }) => node),
          stuck: data.stuck.edges.flatMap(({ node }) => node.tenant ?? []),
          customer: data.customer.edges.flatMap(({ node }) => node.tenant ?? []),
        };
  return (
    <Section title={words.title}>
      {matters.length === 0 ? (
        <Text>{words.none}</Text>
      ) : (
        <ul className={styles.list}>
          {matters.map((matter) => (
            <One key={matter.name} matter={matter} first={names[matter.name] ?? []} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function One({ matter, first }: { matter: Matter; first: readonly NamedFragment[] }) {
  const styles = useStyles();
  const { name, count, tone, to, search } = matter;
  const what = words.matters[name](count);
  return (
    <li className={styles.item}>
      <span>
        <Mark tone={tone} words={count.toLocaleString()} />
      </span>
      <div className={styles.said}>
        {to === undefined ? (
          <Text>{what}</Text>
        ) : (
          <Go to={to} {...(search === undefined ? {} : { search })}>
            {what}
          </Go>
        )}
        {first.length === 0 ? null : (
          <ul className={styles.names} aria-label={words.shows}>
            {first.map((it) => (
              <li key={it.id}>
                <Go to={`/onboardings/${it.tenantId}`}>{it.name}</Go>
              </li>
            ))}
            {count > first.length ? <li>{words.andMore(count - first.length)}</li> : null}
          </ul>
        )}
      </div>
    </li>
  );
}
