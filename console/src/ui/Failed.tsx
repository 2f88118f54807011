import { Button, makeStyles, tokens } from "@fluentui/react-components";
import type { CombinedError } from "urql";

import { text } from "../text";
import { faultOf } from "./fault";
import { Problems } from "./Problems";

const useStyles = makeStyles({ box: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start" } });

/** What was asked could not be answered. */
export function Failed({ error, again }: { error: CombinedError; again?: () => void }) {
  const styles = useStyles();
  return (
    <div className={styles.box} role="alert">
      <Problems of={[faultOf(error)]} />
      {again === undefined ? null : <Button onClick={again}>{text.common.again}</Button>}
    </div>
  );
}
