/** How the onboarding of one tenant goes, as it goes. */
import { MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { Navigate, useNavigate } from "@tanstack/react-router";

import { text } from "../../text";
import { useAddress, usePart } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { useCommand } from "../../ui/command";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { isId } from "../../ui/ids";
import { Page as Frame } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { Shown } from "../../ui/Shown";
import { Transfer } from "../../ui/Transfer";
import { Actions } from "./Actions";
import { Aftermath } from "./Aftermath";
import { Consent } from "./Consent";
import { Drift } from "./Drift";
import { Invitation } from "./Invitation";
import { Now } from "./Now";
import { OnRecord } from "./OnRecord";
import { OnboardingOfTenantDocument, OnboardingRetryDocument } from "./page.gql";
import type { OnboardingOfTenantQuery } from "./page.gql";
import type { Story } from "./standing";
import { Steps } from "./Steps";

const words = text.onboarding;

type Data = OnboardingOfTenantQuery;
type Onboarding = NonNullable<Data["onboarding"]>;

/** What concerns the tenant is in streams that go by its id. */
const NOUNS = ["onboarding", "tenant", "tenant_consent"];

export function Page() {
  const tenantId = usePart("id");
  return isId(tenantId) ? <OfTenant tenantId={tenantId} /> : <Lost />;
}

function Lost() {
  return (
    <Frame title={text.shell.nothingHere}>
      <Empty title={words.noTenant} words={text.shell.nothingHereWords}>
        <Go to="/tenants">{words.toTenants}</Go>
      </Empty>
    </Frame>
  );
}

function OfTenant({ tenantId }: { tenantId: string }) {
  const [address] = useAddress();
  const asked = Number(address["attempt"]);
  const attempt = Number.isSafeInteger(asked) && asked > 0 ? asked : null;
  const answer = useAsk(OnboardingOfTenantDocument, { tenant: tenantId, attempt }, { live: NOUNS, id: tenantId });
  return (
    <Shown answer={answer}>
      {({ tenant, onboarding }) => {
        if (onboarding === null) {
          return <NotOnboarded tenantId={tenantId} tenant={tenant} />;
        }
        const { story } = onboarding;
        if (story === null) {
          return <NoStory tenantId={tenantId} name={tenant?.name ?? tenantId} />;
        }
        return <Told tenantId={tenantId} tenant={tenant} onboarding={onboarding} story={story} />;
      }}
    </Shown>
  );
}

/** Who never finished connecting goes on connecting. */
function NotOnboarded({ tenantId, tenant }: { tenantId: string; tenant: Data["tenant"] }) {
  const consent = tenant?.consent ?? null;
  if (tenant === null || consent === null) {
    return <Navigate to="/tenants/connect" search={{ tenant: tenantId, customer: tenant?.customer?.id }} replace />;
  }
  const customer = tenant.customer ?? consent.customer;
  return (
    <Frame title={tenant.name} words={<About customer={customer} />}>
      <Consent consent={consent} customer={customer?.name ?? tenant.name} />
      <Go to="/tenants/connect" search={{ tenant: tenantId, customer: customer?.id, way: "gdap", step: "way" }}>
        {words.onboardToo}
      </Go>
    </Frame>
  );
}

function NoStory({ tenantId, name }: { tenantId: string; name: string }) {
  return (
    <Frame title={words.of(name)}>
      <Empty title={words.noStory} words={words.noStoryWords}>
        <Go to={`/onboardings/${tenantId}`}>{words.toLatest}</Go>
      </Empty>
    </Frame>
  );
}

function About({ customer }: { customer: { id: string; name: string } | null }) {
  return customer === null ? null : <Go to={`/customers/${customer.id}`}>{customer.name}</Go>;
}

interface ToldProps {
  tenantId: string;
  tenant: Data["tenant"];
  onboarding: Onboarding;
  story: Story;
}

function Told({ tenantId, tenant, onboarding, story }: ToldProps) {
  const navigate = useNavigate();
  const retry = useCommand(OnboardingRetryDocument);
  const customer = onboarding.customer ?? tenant?.customer ?? null;
  const customerName = customer?.name ?? story.customerName ?? tenantId;
  const isLatest = story.attempt === story.latestAttempt;
  const drift = isLatest ? onboarding.drift : [];
  const startAgain = () => {
    const search = { tenant: tenantId, customer: customer?.id, way: "gdap", step: "way" };
    void navigate({ to: "/tenants/connect", search });
  };
  return (
    <Frame
      title={tenant?.name ?? words.of(customerName)}
      words={<About customer={customer} />}
      actions={
        isLatest ? <Actions tenantId={tenantId} story={story} retry={retry} startAgain={startAgain} /> : undefined
      }
    >
      <div role="alert">
        <Problems of={retry.faults} />
      </div>
      {isLatest ? null : <Earlier tenantId={tenantId} story={story} />}
      <Transfer tenant={tenantId} />
      <Now story={story} drift={drift} />
      {story.invitation === null ? null : (
        <Invitation tenantId={tenantId} customer={customerName} invitation={story.invitation} />
      )}
      {isLatest && story.standing === "ACTIVE" ? <Drift tenantId={tenantId} drift={drift} /> : null}
      <Steps tenantId={tenantId} steps={story.steps} />
      <Aftermath story={story} leftover={isLatest && onboarding.leftover} />
      {isLatest && tenant?.consent ? <Consent consent={tenant.consent} customer={customerName} /> : null}
      <OnRecord tenantId={tenantId} tenant={tenant} story={story} templateVersion={onboarding.templateVersion} />
    </Frame>
  );
}

function Earlier({ tenantId, story }: { tenantId: string; story: Story }) {
  return (
    <MessageBar layout="multiline">
      <MessageBarBody>{words.anotherAttempt(story.attempt, story.latestAttempt)}</MessageBarBody>
      <MessageBarActions>
        <Go to={`/onboardings/${tenantId}`}>{words.toLatest}</Go>
      </MessageBarActions>
    </MessageBar>
  );
}
