import { Button } from "@fluentui/react-components";
import { CheckmarkRegular, CopyRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { text } from "../text";

/** Takes a text along. What it is stands in the label, for those who hear the page. */
export function Copy({ value, label }: { value: string; label: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setDone(true);
    window.setTimeout(() => setDone(false), 2000);
  };
  return (
    <Button
      size="small"
      icon={done ? <CheckmarkRegular /> : <CopyRegular />}
      aria-label={`${done ? text.common.copied : text.common.copy}: ${label}`}
      onClick={() => void copy()}
    >
      {done ? text.common.copied : text.common.copy}
    </Button>
  );
}
