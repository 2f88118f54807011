/** What is asked before a group gives a role, another one, or none any more. */
import { Text } from "@fluentui/react-components";

import type { Role } from "../../app/session";
import { text } from "../../text";
import { ChooseRole } from "../../ui/ChooseRole";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useDraft } from "../../ui/draft";
import { Line } from "../../ui/Line";
import { useToast } from "../../ui/toast";
import { RemoveGroupRuleDocument, SetGroupRuleDocument } from "./page.gql";
import type { GroupRuleShownFragment } from "./page.gql";

const words = text.access.groups;

interface Draft {
  groupId: string;
  name: string;
  role: Role;
}

const EMPTY: Draft = { groupId: "", name: "", role: "VIEWER" };

/** A rule that is there is set anew: the group stays the same. */
export function SetRule({ of, close }: { of?: GroupRuleShownFragment; close: () => void }) {
  const [draft, fill, clear] = useDraft<Draft>(`group-rule.${of?.groupId ?? "new"}`, of ?? EMPTY);
  const { run, running, faults } = useCommand(SetGroupRuleDocument);
  const toast = useToast();
  const groupId = draft.groupId.trim();
  const name = draft.name.trim();
  const set = async (reason: string) => {
    if ((await run({ groupId, name, role: draft.role, reason })) !== undefined) {
      toast(words.wasSet(name, text.common.roles[draft.role]));
      clear();
      close();
    }
  };
  return (
    <Confirm
      title={of === undefined ? words.set : words.changeOf(of.name)}
      action={words.setIt}
      reason="needed"
      running={running}
      faults={faults}
      disabled={groupId === "" || name === ""}
      confirm={(reason) => void set(reason)}
      close={close}
    >
      <Text>{words.words}</Text>
      <Line label={words.name} hint={words.nameHint} required value={draft.name} change={(name) => fill({ name })} />
      {of === undefined ? (
        <Line
          label={words.groupId}
          hint={words.groupIdHint}
          required
          value={draft.groupId}
          change={(groupId) => fill({ groupId })}
        />
      ) : null}
      <ChooseRole value={draft.role} change={(role) => fill({ role })} />
    </Confirm>
  );
}

export function RemoveRule({ of, close }: { of: GroupRuleShownFragment; close: () => void }) {
  const { run, running, faults } = useCommand(RemoveGroupRuleDocument);
  const toast = useToast();
  const remove = async (reason: string) => {
    if ((await run({ groupId: of.groupId, reason })) !== undefined) {
      toast(words.removed(of.name));
      close();
    }
  };
  return (
    <Confirm
      title={words.removeTitle(of.name)}
      action={words.remove}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void remove(reason)}
      close={close}
    >
      <Text>{words.removeWords}</Text>
    </Confirm>
  );
}
