/** What is asked before a token is issued or taken back. */
import { Text } from "@fluentui/react-components";

import type { Role } from "../../app/session";
import { text } from "../../text";
import { ChooseRole } from "../../ui/ChooseRole";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { useDraft } from "../../ui/draft";
import { Line } from "../../ui/Line";
import { useToast } from "../../ui/toast";
import { IssueTokenDocument, RevokeTokenDocument } from "./page.gql";
import type { TokenShownFragment } from "./page.gql";

const words = text.access.tokens;

interface Draft {
  name: string;
  role: Role;
  days: string;
}

const EMPTY: Draft = { name: "", role: "VIEWER", days: "90" };

export function IssueToken({ tell, close }: { tell: (secret: string) => void; close: () => void }) {
  const [draft, fill, clear] = useDraft<Draft>("token.new", EMPTY);
  const { run, running, faults } = useCommand(IssueTokenDocument);
  const toast = useToast();
  const days = Number(draft.days);
  const name = draft.name.trim();
  const issue = async (reason: string) => {
    const payload = await run({ name, role: draft.role, days, reason });
    if (payload === undefined) {
      return;
    }
    toast(words.issued);
    clear();
    close();
    if (payload.issued !== null) {
      tell(payload.issued.secret);
    }
  };
  return (
    <Confirm
      title={words.issue}
      action={words.issue}
      reason="needed"
      running={running}
      faults={faults}
      disabled={name === "" || draft.days.trim() === "" || !Number.isInteger(days)}
      confirm={(reason) => void issue(reason)}
      close={close}
    >
      <Text>{words.issueWords}</Text>
      <Line label={words.name} required value={draft.name} change={(name) => fill({ name })} />
      <ChooseRole value={draft.role} change={(role) => fill({ role })} />
      <Line
        label={words.days}
        hint={words.daysHint}
        type="number"
        required
        value={draft.days}
        change={(days) => fill({ days })}
      />
    </Confirm>
  );
}

export function RevokeToken({ of, close }: { of: TokenShownFragment; close: () => void }) {
  const { run, running, faults } = useCommand(RevokeTokenDocument);
  const toast = useToast();
  const revoke = async (reason: string) => {
    if ((await run({ token: of.id, reason })) !== undefined) {
      toast(words.revoked(of.name));
      close();
    }
  };
  return (
    <Confirm
      title={words.revokeTitle(of.name)}
      action={words.revoke}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void revoke(reason)}
      close={close}
    >
      <Text>{words.revokeWords}</Text>
    </Confirm>
  );
}
