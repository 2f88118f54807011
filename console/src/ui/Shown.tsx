/** What was asked for, once it is there. */
import type { ReactNode } from "react";

import type { Answer } from "./ask";
import { Failed } from "./Failed";
import { isLost } from "./fault";
import { Loading } from "./Loading";

interface ShownProps<Data> {
  answer: Answer<Data>;
  children: (data: Data) => ReactNode;
}

export function Shown<Data>({ answer, children }: ShownProps<Data>) {
  if (answer.data !== undefined && answer.data !== null) {
    const wrong = answer.error === undefined || isLost(answer.error) ? undefined : answer.error;
    return (
      <>
        {wrong === undefined ? null : <Failed error={wrong} again={answer.again} />}
        {children(answer.data)}
      </>
    );
  }
  return answer.error === undefined ? <Loading /> : <Failed error={answer.error} again={answer.again} />;
}
