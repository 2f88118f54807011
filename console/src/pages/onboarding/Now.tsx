/** Where it stands, and who has to act: said aloud whenever that changes. */
import { Card, Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Mark } from "../../ui/Mark";
import { Moment } from "../../ui/Moment";
import { capital } from "../../ui/phrase";
import { stepAtHand, standingOf } from "./standing";
import type { Story } from "./standing";

const words = text.onboarding;

const useStyles = makeStyles({
  card: { display: "grid", gap: tokens.spacingVerticalM },
  said: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
});

interface NowProps {
  story: Story;
  drift: readonly { whoActs: string | null }[];
}

/** When somebody looks next is told anew by the next look: until then an instant that is over says nothing. */
function isToCome(at: string | null): boolean {
  return at !== null && Date.parse(at) > Date.now();
}

export function Now({ story, drift }: NowProps) {
  const styles = useStyles();
  const standing = standingOf(story, drift);
  const step = stepAtHand(story);
  return (
    <Card className={styles.card} role="region" aria-label={words.now}>
      <div className={styles.said} aria-live="polite" aria-atomic>
        <Mark tone={standing.tone} words={standing.status} />
        <Text>{standing.doing}</Text>
      </div>
      <Facts
        of={[
          [words.who, <Text key="who" weight="semibold">{standing.who}</Text>],
          [words.since, standing.since === undefined ? null : <Moment at={standing.since} />],
          [words.step, step === undefined ? null : capital(step.name)],
          [words.nextLook, isToCome(story.nextLookAt) ? <Moment key="next" at={story.nextLookAt} /> : null],
          [words.givesUp, story.givesUpAt === null ? null : <Moment at={story.givesUpAt} relative={false} />],
        ]}
      />
    </Card>
  );
}
