/** What can be done about the latest attempt, as far as it stands. */
import { useState } from "react";

import { text } from "../../text";
import type { Command } from "../../ui/command";
import { May } from "../../ui/May";
import { useToast } from "../../ui/toast";
import { Abandoning, Cancelling, Repairing } from "./dialogs";
import { EndingAccess } from "./EndingAccess";
import type { OnboardingRetryMutation, OnboardingRetryMutationVariables } from "./page.gql";
import { canBeDone } from "./standing";
import type { Story } from "./standing";

const words = text.onboarding;

const ROLES = ["TECH", "ADMIN"] as const;

type Asked = "cancel" | "abandon" | "repair" | "endAccess";

interface ActionsProps {
  tenantId: string;
  story: Story;
  /** The page shows what it says. */
  retry: Command<OnboardingRetryMutation, OnboardingRetryMutationVariables>;
  startAgain: () => void;
}

export function Actions({ tenantId, story, retry, startAgain }: ActionsProps) {
  const [asked, ask] = useState<Asked>();
  const toast = useToast();
  const can = canBeDone(story);
  const close = () => ask(undefined);
  const tryNow = async () => {
    if ((await retry.run({ tenant: tenantId })) !== undefined) {
      toast(words.retryDone);
    }
  };
  const buttons: readonly (readonly [boolean, string, () => void])[] = [
    [can.retry, words.retry, () => void tryNow()],
    [can.repair, words.repair.button, () => ask("repair")],
    [can.abandon, words.abandon.button, () => ask("abandon")],
    [can.cancel, words.cancel.button, () => ask("cancel")],
    [can.endAccess, words.endAccess.button, () => ask("endAccess")],
    [can.startAgain, words.startAgain, startAgain],
  ];
  return (
    <>
      {buttons.map(([shown, name, press]) =>
        shown ? (
          <May key={name} roles={ROLES} disabled={retry.running} onClick={press}>
            {name}
          </May>
        ) : null,
      )}
      {asked === "cancel" ? <Cancelling tenantId={tenantId} story={story} close={close} /> : null}
      {asked === "abandon" ? <Abandoning tenantId={tenantId} story={story} close={close} /> : null}
      {asked === "endAccess" ? <EndingAccess tenantId={tenantId} close={close} /> : null}
      {asked === "repair" ? <Repairing tenantId={tenantId} close={close} /> : null}
    </>
  );
}
