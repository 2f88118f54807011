/** What the change needs in the tenant, what of it is missing, and how it is got. */
import { Text, makeStyles, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Copy } from "../../ui/Copy";
import { Facts } from "../../ui/Facts";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { useToast } from "../../ui/toast";
import { AskForConsentDocument } from "./page.gql";
import type { ApprovalShownFragment } from "./page.gql";

const words = text.approvals.one;

const useStyles = makeStyles({
  box: { display: "grid", gap: tokens.spacingVerticalS, justifyItems: "start" },
  link: { overflowWrap: "anywhere" },
});

export function Permissions({ of }: { of: ApprovalShownFragment }) {
  const styles = useStyles();
  const missing = of.permissionsMissing;
  if (of.permissions.length === 0) {
    return null;
  }
  const isOver = of.endedAt !== null;
  const fine = missing === null ? words.permissionsUnknown : missing.length === 0 ? words.permissionsFine : null;
  return (
    <Section title={words.permissions}>
      <Facts
        of={[
          [words.permissionsNeeded, of.permissions.join(", ")],
          [words.permissionsMissing, missing === null || missing.length === 0 ? null : missing.join(", ")],
        ]}
      />
      {isOver || fine === null ? null : <Text>{fine}</Text>}
      {of.consent === null ? null : <Invitation of={of.consent} />}
      {isOver || missing === null || missing.length === 0 ? null : (
        <div className={styles.box}>
          <Asking of={of} />
        </div>
      )}
    </Section>
  );
}

/** By consent the tenant's administrator is asked once more; by a relationship it is ours to mend. */
function Asking({ of }: { of: ApprovalShownFragment }) {
  const { run, running, faults } = useCommand(AskForConsentDocument);
  const toast = useToast();
  if (of.tenant === null || of.tenant.consent === null) {
    return <Text>{words.missingByPartner}</Text>;
  }
  if (of.consent?.status === "ASKED" || of.consent?.status === "VERIFYING") {
    return null;
  }
  const ask = async () => {
    if ((await run({ approval: of.id })) !== undefined) {
      toast(words.askedConsent);
    }
  };
  return (
    <>
      <Text>{words.missingByConsent}</Text>
      <May roles={["TECH", "ADMIN"]} disabled={running} onClick={() => void ask()}>
        {words.askConsent}
      </May>
      <div role="alert">
        <Problems of={faults} />
      </div>
    </>
  );
}

function Invitation({ of }: { of: NonNullable<ApprovalShownFragment["consent"]> }) {
  const styles = useStyles();
  return (
    <div className={styles.box}>
      <Facts
        of={[
          [words.consent.title, said(words.consent, of.status)],
          [words.consentUntil, of.validUntil === null ? null : <Moment at={of.validUntil} />],
          [words.consentLink, of.url === null ? null : <span className={styles.link}>{of.url}</span>],
        ]}
      />
      {of.url === null ? null : <Copy value={of.url} label={words.consentLink} />}
      {of.status === "ASKED" && !of.listed ? <Text>{words.consentUnlisted}</Text> : null}
      {of.problem === null ? null : <Problems of={[of.problem]} tone="warning" />}
    </div>
  );
}
