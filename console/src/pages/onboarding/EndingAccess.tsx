/** Access that is no longer wanted: somebody asks, and another admin decides. */
import { Text } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useToast } from "../../ui/toast";
import { OnboardingEndAccessDocument } from "./page.gql";

const words = text.onboarding.endAccess;

export function EndingAccess({ tenantId, close }: { tenantId: string; close: () => void }) {
  const end = useCommand(OnboardingEndAccessDocument);
  const navigate = useNavigate();
  const toast = useToast();
  const confirm = async (reason: string) => {
    const asked = await end.run({ tenant: tenantId, reason });
    if (asked?.approval) {
      toast(words.done);
      await navigate({ to: `/approvals/${asked.approval.id}` as never });
    }
  };
  return (
    <Confirm
      title={words.title}
      action={words.action}
      reason="needed"
      running={end.running}
      faults={end.faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.words}</Text>
    </Confirm>
  );
}
