/** What is no longer as the onboarding brought it about: as it was found last, or as it is right now. */
import { Text } from "@fluentui/react-components";
import { useState } from "react";
import { useClient } from "urql";

import { text } from "../../text";
import type { Fault } from "../../ui/fault";
import { faultOf } from "../../ui/fault";
import { Loading } from "../../ui/Loading";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { DriftNowDocument } from "./page.gql";
import type { ProblemPartsFragment } from "./page.gql";

const words = text.onboarding.drift;

interface Look {
  looking: boolean;
  found: readonly ProblemPartsFragment[] | null | undefined;
  faults: readonly Fault[];
}

/** Asks the clouds. Nothing of it is recorded. */
function useLook(tenantId: string): [Look, () => void] {
  const client = useClient();
  const [look, setLook] = useState<Look>({ looking: false, found: undefined, faults: [] });
  const begin = async () => {
    setLook({ looking: true, found: undefined, faults: [] });
    const { data, error } = await client
      .query(DriftNowDocument, { tenant: tenantId }, { requestPolicy: "network-only" })
      .toPromise();
    setLook({ looking: false, found: data?.onboardingDrift, faults: error === undefined ? [] : [faultOf(error)] });
  };
  return [look, () => void begin()];
}

function told({ found }: Look): string | undefined {
  if (found === undefined) {
    return undefined;
  }
  if (found === null) {
    return words.notInPlace;
  }
  return found.length === 0 ? words.none : words.found(found.length);
}

export function Drift({ tenantId, drift }: { tenantId: string; drift: readonly ProblemPartsFragment[] }) {
  const [look, begin] = useLook(tenantId);
  return (
    <Section
      title={words.title}
      actions={
        <May roles={["TECH", "ADMIN"]} size="small" disabled={look.looking} onClick={begin}>
          {words.look}
        </May>
      }
    >
      <Text>{words.words}</Text>
      <div aria-live="polite">
        {look.looking ? <Loading words={words.looking} /> : <Text weight="semibold">{told(look)}</Text>}
      </div>
      <div role="alert">
        <Problems of={look.faults} />
      </div>
      <Problems of={look.found ?? drift} tone="warning" />
    </Section>
  );
}
