/** The steps, what was chosen in each, and a way back to it. */
import { Button, Text, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { ChosenCustomerDocument, ChosenTenantDocument } from "./page.gql";
import type { Wizard } from "./useWizard";
import { STEPS, isDone, isGuid } from "./wizard";
import type { StepName } from "./wizard";

const words = text.tenants.connect;

const useStyles = makeStyles({
  list: {
    display: "grid",
    gridTemplateColumns: "repeat(4, minmax(0, 1fr))",
    gap: tokens.spacingHorizontalM,
    listStyleType: "none",
    margin: 0,
    padding: 0,
    "@media (max-width: 639px)": { gridTemplateColumns: "1fr", gap: tokens.spacingVerticalXS },
  },
  step: {
    display: "grid",
    alignContent: "start",
    justifyItems: "start",
    gap: tokens.spacingVerticalXXS,
    paddingTop: tokens.spacingVerticalS,
    borderTop: `3px solid ${tokens.colorNeutralStroke2}`,
    minWidth: 0,
  },
  here: { borderTopColor: tokens.colorBrandStroke1 },
  chosen: { color: tokens.colorNeutralForeground2, overflowWrap: "anywhere" },
});

/** What was chosen, by name where it is known. */
function useChosen({ wish }: Wizard): Readonly<Record<StepName, string | undefined>> {
  const { customer, tenant, way } = wish;
  const noTenant = tenant === undefined || !isGuid(tenant);
  const ofCustomer = useAsk(ChosenCustomerDocument, { id: customer ?? "" }, { pause: customer === undefined });
  const ofTenant = useAsk(ChosenTenantDocument, { id: tenant ?? "" }, { pause: noTenant });
  return {
    customer: customer === undefined ? undefined : (ofCustomer.data?.customer?.name ?? customer),
    tenant: noTenant ? tenant : (ofTenant.data?.tenant?.name ?? tenant),
    way: way === undefined ? undefined : words.ways[way].name,
    check: undefined,
  };
}

export function Progress({ wizard }: { wizard: Wizard }) {
  const styles = useStyles();
  const chosen = useChosen(wizard);
  return (
    <nav aria-label={words.progress}>
      <ol className={styles.list}>
        {STEPS.map((step, index) => {
          const here = step === wizard.step;
          const name = words.stepName(index + 1, words.steps[step]);
          return (
            <li key={step} className={mergeClasses(styles.step, here ? styles.here : undefined)} {...(here ? { "aria-current": "step" } : {})}>
              <Text weight={here ? "semibold" : "regular"}>{name}</Text>
              {chosen[step] === undefined ? null : (
                <Text size={200} className={styles.chosen}>
                  {chosen[step]}
                </Text>
              )}
              {!here && isDone(step, wizard.wish) ? (
                <Button size="small" aria-label={words.changeOf(words.steps[step])} onClick={() => wizard.go({ step })}>
                  {words.change}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
