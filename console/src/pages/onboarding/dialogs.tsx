/** The questions before something is done about an onboarding. Each asks for the reason. */
import { Field, Select, Text } from "@fluentui/react-components";
import { useState } from "react";
import type { ReactNode } from "react";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { useCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { capital } from "../../ui/phrase";
import { useToast } from "../../ui/toast";
import {
  OnboardingAbandonDocument,
  OnboardingCancelDocument,
  OnboardingRepairDocument,
  TemplatesToRepairWithDocument,
} from "./page.gql";
import { madeSoFar } from "./standing";
import type { Story } from "./standing";

const words = text.onboarding;

interface About {
  tenantId: string;
  close: () => void;
}

function Named({ title, of }: { title: string; of: readonly string[] }): ReactNode {
  if (of.length === 0) {
    return null;
  }
  return (
    <>
      <Text>{title}</Text>
      <ul>
        {of.map((name) => (
          <li key={name}>{capital(name)}</li>
        ))}
      </ul>
    </>
  );
}

export function Cancelling({ tenantId, story, close }: About & { story: Story }) {
  const { run, running, faults } = useCommand(OnboardingCancelDocument);
  const toast = useToast();
  const made = madeSoFar(story);
  const confirm = async (reason: string) => {
    if ((await run({ tenant: tenantId, reason })) !== undefined) {
      toast(words.cancel.done);
      close();
    }
  };
  return (
    <Confirm
      title={words.cancel.title}
      action={words.cancel.button}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.cancel.words}</Text>
      {made.length === 0 ? <Text>{words.cancel.nothing}</Text> : <Named title={words.cancel.steps} of={made} />}
    </Confirm>
  );
}

export function Abandoning({ tenantId, story, close }: About & { story: Story }) {
  const { run, running, faults } = useCommand(OnboardingAbandonDocument);
  const toast = useToast();
  const confirm = async (reason: string) => {
    if ((await run({ tenant: tenantId, reason })) !== undefined) {
      toast(words.abandon.done);
      close();
    }
  };
  return (
    <Confirm
      title={words.abandon.title}
      action={words.abandon.button}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.abandon.words}</Text>
      <Named title={words.abandon.left} of={[...story.leftBehind, ...madeSoFar(story)]} />
    </Confirm>
  );
}

export function Repairing({ tenantId, close }: About) {
  const { run, running, faults } = useCommand(OnboardingRepairDocument);
  const { data } = useAsk(TemplatesToRepairWithDocument, {});
  const [template, setTemplate] = useState("");
  const toast = useToast();
  const confirm = async (reason: string) => {
    const other = template === "" ? {} : { template };
    if ((await run({ tenant: tenantId, reason, ...other })) !== undefined) {
      toast(words.repair.done);
      close();
    }
  };
  return (
    <Confirm
      title={words.repair.title}
      action={words.repair.button}
      reason="needed"
      running={running}
      faults={faults}
      confirm={(reason) => void confirm(reason)}
      close={close}
    >
      <Text>{words.repair.words}</Text>
      <Field label={words.repair.template}>
        <Select value={template} onChange={(_, { value }) => setTemplate(value)}>
          <option value="">{words.repair.sameTemplate}</option>
          {data?.gdapTemplates.edges.map(({ node }) => (
            <option key={node.id} value={node.id}>
              {node.name}
            </option>
          ))}
        </Select>
      </Field>
    </Confirm>
  );
}
