/** What is asked before somebody may do other things than before. */
import { Text } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { ChooseRole } from "../../ui/ChooseRole";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { said } from "../../ui/said";
import { useToast } from "../../ui/toast";
import { GrantRoleDocument, ReinstateMemberDocument, SuspendMemberDocument } from "./page.gql";
import type { MemberShownFragment } from "./page.gql";

const words = text.access.team;

interface DialogProps {
  of: MemberShownFragment;
  close: () => void;
}

export function ChangeRole({ of, close }: DialogProps) {
  const [role, setRole] = useState(of.granted);
  const { run, running, faults } = useCommand(GrantRoleDocument);
  const toast = useToast();
  const grant = async (reason: string) => {
    const done = await run({ member: of.id, role, reason });
    if (done !== undefined) {
      // Whoever has a stronger role by a group keeps it, whatever was granted.
      const now = done.member?.role ?? role;
      const name = said(text.common.roles, now);
      toast(now === role ? words.roleChanged(of.name, name) : words.byGroup(of.name, name));
      close();
    }
  };
  return (
    <Confirm
      title={words.changeOf(of.name)}
      action={words.change}
      reason="needed"
      running={running}
      faults={faults}
      disabled={role === of.granted}
      confirm={(reason) => void grant(reason)}
      close={close}
    >
      <ChooseRole value={role} change={setRole} />
      <Text>{words.changeWords}</Text>
    </Confirm>
  );
}

export function Suspend({ of, close }: DialogProps) {
  const { run, running, faults } = useCommand(SuspendMemberDocument);
  const toast = useToast();
  const suspend = async (reason: string) => {
    if ((await run({ member: of.id, reason })) !== undefined) {
      toast(words.suspended(of.name));
      close();
    }
  };
  return (
    <Confirm
      title={words.suspendTitle(of.name)}
      action={words.suspend}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void suspend(reason)}
      close={close}
    >
      <Text>{words.suspendWords}</Text>
    </Confirm>
  );
}

export function Reinstate({ of, close }: DialogProps) {
  const { run, running, faults } = useCommand(ReinstateMemberDocument);
  const toast = useToast();
  const reinstate = async (reason: string) => {
    if ((await run({ member: of.id, reason })) !== undefined) {
      toast(words.reinstated(of.name));
      close();
    }
  };
  return (
    <Confirm
      title={words.reinstateTitle(of.name)}
      action={words.reinstate}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void reinstate(reason)}
      close={close}
    >
      <Text>{words.reinstateWords}</Text>
    </Confirm>
  );
}
