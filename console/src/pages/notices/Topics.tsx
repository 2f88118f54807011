/** Of what a channel tells. */
import { Checkbox, makeStyles } from "@fluentui/react-components";

import { text } from "../../text";
import type { NoticeTopic } from "./page.gql";

const words = text.notices;

export const TOPICS = Object.keys(words.topicNames) as NoticeTopic[];

const useStyles = makeStyles({ set: { border: 0, margin: 0, padding: 0, minWidth: 0, display: "grid" } });

interface TopicsProps {
  value: readonly NoticeTopic[];
  change: (topics: readonly NoticeTopic[]) => void;
}

export function Topics({ value, change }: TopicsProps) {
  const styles = useStyles();
  const toggle = (topic: NoticeTopic) => change(TOPICS.filter((it) => (it === topic) !== value.includes(it)));
  return (
    <fieldset className={styles.set}>
      <legend>{words.topics}</legend>
      {TOPICS.map((topic) => (
        <Checkbox
          key={topic}
          label={words.topicNames[topic]}
          checked={value.includes(topic)}
          onChange={() => toggle(topic)}
        />
      ))}
    </fieldset>
  );
}
