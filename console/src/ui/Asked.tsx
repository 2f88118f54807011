/** Something was asked for that others decide about: where it can be followed. */
import { MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";

import { text } from "../text";
import { Go } from "./Go";

export function Asked({ approval }: { approval: { id: string; sentence: string } }) {
  return (
    <div role="status">
      <MessageBar intent="info" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{text.customers.askedFor(approval.sentence)}</MessageBarTitle>
          {text.customers.askedWords} <Go to={`/approvals/${approval.id}`}>{text.customers.toApproval}</Go>
        </MessageBarBody>
      </MessageBar>
    </div>
  );
}
