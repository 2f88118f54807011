/** What speaks for a customer, and against it. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";

export interface Reason {
  text: string;
  against: boolean;
}

const useStyles = makeStyles({ list: { margin: 0, paddingLeft: tokens.spacingHorizontalL } });

export function Reasons({ of }: { of: readonly Reason[] }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {of.map((reason) => (
        <li key={reason.text}>
          <Text size={200}>
            {reason.text}
            {reason.against ? ` (${text.mapping.against})` : ""}
          </Text>
        </li>
      ))}
    </ul>
  );
}
