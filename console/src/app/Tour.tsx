/** For the demonstration: what there is to see in the first minutes. Whoever comes in by its address is shown it. */
import { Badge, Button, Card, CardHeader, Subtitle2, Text, makeStyles, tokens } from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { text } from "../text";
import { useAsk } from "../ui/ask";
import { Go } from "../ui/Go";
import { TourPlacesDocument } from "./tour.gql";

const KEY = "tenantry.tour";
const words = text.tour;

interface Kept {
  seen: readonly string[];
}

function kept(search: string): Kept | undefined {
  const kept = sessionStorage.getItem(KEY);
  if (kept !== null) {
    return kept === "closed" ? undefined : (JSON.parse(kept) as Kept);
  }
  return new URLSearchParams(search).get("tour") === "demo" ? { seen: [] } : undefined;
}

const useStyles = makeStyles({
  card: { marginBottom: tokens.spacingVerticalL, maxWidth: "1400px" },
  list: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(220px, 100%), 1fr))",
    gap: tokens.spacingHorizontalL,
    margin: 0,
    padding: 0,
    listStyleType: "none",
  },
  step: { display: "grid", gap: tokens.spacingVerticalXS, alignContent: "start", justifyItems: "start" },
});

export function Tour() {
  const { pathname, searchStr } = useRouterState({ select: (state) => state.location });
  const [tour, setTour] = useState(() => kept(searchStr));
  const close = () => {
    sessionStorage.setItem(KEY, "closed");
    setTour(undefined);
  };
  return tour === undefined ? null : <Steps tour={tour} change={setTour} path={pathname} close={close} />;
}

interface StepsProps {
  tour: Kept;
  change: (tour: Kept) => void;
  path: string;
  close: () => void;
}

/** What somebody went to is seen. */
function Steps({ tour, change, path, close }: StepsProps) {
  const styles = useStyles();
  const { data } = useAsk(TourPlacesDocument, {}, { live: ["tenant"] });
  const failing = data?.tenants.edges[0]?.node.tenantId;
  const places: readonly (readonly [keyof typeof words.steps, string])[] = [
    ["watch", "/tenants"],
    ["failing", failing === undefined ? "/tenants" : `/onboardings/${failing}`],
    ["yourself", "/tenants/connect"],
    ["mapping", "/mapping"],
    ["audit", "/audit"],
  ];
  const here = places.find(([, place]) => place === path)?.[0];
  useEffect(() => {
    const now = here === undefined || tour.seen.includes(here) ? tour : { seen: [...tour.seen, here] };
    sessionStorage.setItem(KEY, JSON.stringify(now));
    if (now !== tour) {
      change(now);
    }
  }, [here, tour, change]);
  return (
    <Card className={styles.card} role="region" aria-label={words.title}>
      <CardHeader
        // No heading: it stands before the page's own first one, and is found as a region.
        header={<Subtitle2>{words.title}</Subtitle2>}
        description={<Text>{words.words}</Text>}
        action={<Button appearance="subtle" icon={<DismissRegular />} aria-label={words.close} onClick={close} />}
      />
      <ol className={styles.list}>
        {places.map(([name, place]) => {
          const step = words.steps[name];
          return (
            <li key={name} className={styles.step}>
              <Text weight="semibold">{step.title}</Text>
              <Text size={200}>{step.words}</Text>
              <Go to={place}>{step.link}</Go>
              {tour.seen.includes(name) ? (
                <Badge appearance="tint" color="success">
                  {words.done}
                </Badge>
              ) : null}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
