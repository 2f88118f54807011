/** How many there are of what, each leading to the list of just these. */
import { Text, Title3, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Go } from "../../ui/Go";
import { Section } from "../../ui/Page";
import type { Fleet } from "./attention";

const words = text.overview.fleet;

const useStyles = makeStyles({
  list: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(140px, 100%), 1fr))",
    gap: tokens.spacingHorizontalM,
    margin: 0,
    padding: 0,
    listStyleType: "none",
  },
  tile: {
    display: "grid",
    alignContent: "start",
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingHorizontalM,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
});

export function Numbers({ fleet }: { fleet: Fleet }) {
  const styles = useStyles();
  const { customers, tenants } = fleet;
  const tiles = [
    [words.customers, customers, "/customers", {}],
    [words.active, tenants.active, "/tenants", { status: "ACTIVE" }],
    [words.onboarding, tenants.onboarding, "/tenants", { status: "ONBOARDING" }],
    [words.error, tenants.error, "/tenants", { status: "ERROR" }],
    [words.discovered, tenants.discovered, "/tenants", { status: "DISCOVERED" }],
  ] as const;
  return (
    <Section title={words.title}>
      <ul className={styles.list}>
        {tiles.map(([name, count, to, search]) => (
          <li key={name} className={styles.tile}>
            <Title3 as="span">{count.toLocaleString()}</Title3>
            <Text>
              <Go to={to} search={search}>
                {name}
              </Go>
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}
