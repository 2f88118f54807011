/** What was taken back, and what could not be. */
import { MessageBar, MessageBarBody, Text, makeStyles } from "@fluentui/react-components";

import { text } from "../../text";
import { Section } from "../../ui/Page";
import { capital } from "../../ui/phrase";
import type { Story } from "./standing";

const words = text.onboarding;

const useStyles = makeStyles({ list: { margin: 0 } });

export function Aftermath({ story, leftover }: { story: Story; leftover: boolean }) {
  return (
    <>
      {story.undone.length === 0 ? null : (
        <Section title={words.undone}>
          <Names of={story.undone} />
        </Section>
      )}
      {story.leftBehind.length === 0 && !leftover ? null : (
        <Section title={words.left}>
          {story.leftBehind.length === 0 ? null : (
            <>
              <Text>{words.leftWords}</Text>
              <Names of={story.leftBehind} />
            </>
          )}
          {leftover ? (
            <MessageBar intent="info" layout="multiline">
              <MessageBarBody>{words.leftover}</MessageBarBody>
            </MessageBar>
          ) : null}
        </Section>
      )}
    </>
  );
}

function Names({ of }: { of: readonly string[] }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {of.map((name) => (
        <li key={name}>{capital(name)}</li>
      ))}
    </ul>
  );
}
