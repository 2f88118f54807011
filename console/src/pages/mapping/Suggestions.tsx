/** Whose the record may be, the likeliest first, and why. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import type { VendorRecord } from "./Detail";
import { Reasons } from "./Reasons";
import type { Reason } from "./Reasons";
import type { Deeds, Named } from "./useDeeds";

const words = text.mapping;

const useStyles = makeStyles({
  list: { display: "grid", gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: "none" },
  one: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    padding: tokens.spacingHorizontalM,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  told: { display: "grid", gap: tokens.spacingVerticalXS, minWidth: 0, justifyItems: "start" },
  head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface Likely {
  customer: Named;
  /** Nothing where there is no doubt. */
  score?: number;
  reasons: readonly Reason[];
}

function all({ suggestions: { certain, suggestions } }: VendorRecord): readonly Likely[] {
  const sure: readonly Likely[] =
    certain?.customer ? [{ customer: certain.customer, reasons: [{ text: certain.text, against: false }] }] : [];
  const likely = suggestions.flatMap(({ customer, score, reasons }) =>
    customer === null || customer.id === certain?.customer?.id ? [] : [{ customer, score, reasons }],
  );
  return [...sure, ...likely];
}

export function likeliest(record: VendorRecord): Likely | undefined {
  return all(record)[0];
}

export function Suggestions({ record, deeds }: { record: VendorRecord; deeds: Deeds }) {
  const styles = useStyles();
  const likely = all(record);
  return (
    <Section title={words.suggestions}>
      {likely.length === 0 ? (
        <Text>{words.noSuggestions}</Text>
      ) : (
        <Text size={200} className={styles.quiet}>
          {words.scoreWords}
        </Text>
      )}
      <ol className={styles.list}>
        {likely.map((one, index) => (
          <Suggestion key={one.customer.id} one={one} isFirst={index === 0} record={record} deeds={deeds} />
        ))}
      </ol>
    </Section>
  );
}

interface SuggestionProps {
  one: Likely;
  isFirst: boolean;
  record: VendorRecord;
  deeds: Deeds;
}

function Suggestion({ one: { customer, score, reasons }, isFirst, record, deeds }: SuggestionProps) {
  const styles = useStyles();
  return (
    <li className={styles.one}>
      <div className={styles.told}>
        <div className={styles.head}>
          <Go to={`/customers/${customer.id}`}>{customer.name}</Go>
          {score === undefined ? (
            <Mark tone="good" words={words.certain} />
          ) : (
            <Mark tone={isFirst ? "busy" : "quiet"} words={words.scoreIs(words.score(score))} />
          )}
        </div>
        <Reasons of={reasons} />
      </div>
      <May
        roles={["TECH", "ADMIN"]}
        appearance={isFirst ? "primary" : "secondary"}
        aria-label={words.linkWith(customer.name)}
        disabled={deeds.running}
        onClick={() => void deeds.link({ id: record.id, name: record.name || words.noName }, customer.id, score)}
      >
        {words.link}
      </May>
    </li>
  );
}
