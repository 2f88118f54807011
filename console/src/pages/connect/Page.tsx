/** Connecting a tenant: whose, which, how, and a look at what would happen before it does. */
import { text } from "../../text";
import { Page as Frame } from "../../ui/Page";
import { CheckStep } from "./CheckStep";
import { CustomerStep } from "./CustomerStep";
import { Progress } from "./Progress";
import { TenantStep } from "./TenantStep";
import { useWizard } from "./useWizard";
import { WayStep } from "./WayStep";

const words = text.tenants.connect;

const STEP = { customer: CustomerStep, tenant: TenantStep, way: WayStep, check: CheckStep } as const;

export function Page() {
  const wizard = useWizard();
  const Step = STEP[wizard.step];
  return (
    <Frame title={words.title} words={words.words}>
      <Progress wizard={wizard} />
      <Step key={wizard.step} wizard={wizard} />
    </Frame>
  );
}
