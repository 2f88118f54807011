/** What would happen, and the button that makes it happen. */
import { Text } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { useCommand } from "../../ui/command";
import { Go } from "../../ui/Go";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { Shown } from "../../ui/Shown";
import { useToast } from "../../ui/toast";
import { AskStep } from "./AskStep";
import { Held } from "./Held";
import { DryRunDocument, StartOnboardingDocument } from "./page.gql";
import type { DryRunQuery } from "./page.gql";
import { Preview } from "./Preview";
import type { Wizard } from "./useWizard";

const words = text.tenants.connect;

interface Wanted {
  customer: string;
  tenant: string;
  template: string;
}

export function CheckStep({ wizard }: { wizard: Wizard }) {
  const { customer, tenant, way, template } = wizard.wish;
  if (customer === undefined || tenant === undefined) {
    return null;
  }
  if (way === "consent" || template === undefined) {
    return <AskStep customer={customer} tenant={tenant} />;
  }
  return <Start wish={{ customer, tenant, template }} />;
}

function Start({ wish }: { wish: Wanted }) {
  const answer = useAsk(DryRunDocument, { wish });
  return (
    <Section title={words.check}>
      <Text>{words.checkWords}</Text>
      <Shown answer={answer}>{({ onboardingDryRun: run }) => <Looked run={run} wish={wish} />}</Shown>
    </Section>
  );
}

function Looked({ run: dry, wish }: { run: DryRunQuery["onboardingDryRun"]; wish: Wanted }) {
  const { run, running, faults } = useCommand(StartOnboardingDocument);
  const navigate = useNavigate();
  const toast = useToast();
  const start = async () => {
    if ((await run({ wish })) !== undefined) {
      toast(words.started);
      void navigate({ to: "/onboardings/$id", params: { id: wish.tenant } });
    }
  };
  const held = [...dry.problems, ...faults].some(({ code }) => code === "TENANT_HELD");
  const goesOn = dry.start === "UNDER_WAY" || dry.start === "IN_PLACE";
  return (
    <>
      <Preview of={dry} />
      <div role="alert">
        <Problems of={faults} />
      </div>
      {held ? <Held tenant={wish.tenant} customer={wish.customer} /> : null}
      <div>
        {goesOn ? (
          <Go to={`/onboardings/${wish.tenant}`}>{words.toLive}</Go>
        ) : (
          <May roles={["TECH", "ADMIN"]} appearance={held ? "secondary" : "primary"} disabled={running} onClick={() => void start()}>
            {dry.problems.length === 0 ? words.start : words.startAnyway}
          </May>
        )}
      </div>
    </>
  );
}
