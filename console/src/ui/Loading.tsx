import { Spinner } from "@fluentui/react-components";

import { text } from "../text";

export function Loading({ words = text.common.loading }: { words?: string }) {
  return (
    <div role="status">
      <Spinner label={words} size="small" labelPosition="after" />
    </div>
  );
}
