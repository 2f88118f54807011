/** The template that was chosen: what it asks for, and what can be done about it. */
import { Button } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Empty } from "../../ui/Empty";
import { May } from "../../ui/May";
import { Section } from "../../ui/Page";
import { Shown } from "../../ui/Shown";
import { Rename, Retire } from "./dialogs";
import { TemplateDocument } from "./page.gql";
import type { TemplateShownFragment } from "./page.gql";
import { Revise } from "./Revise";
import { Terms } from "./Terms";

const words = text.tenants.templates;

const ROLES = ["TECH", "ADMIN"] as const;

export function Chosen({ id, close }: { id: string; close: () => void }) {
  const answer = useAsk(TemplateDocument, { id }, { live: ["gdap_template"] });
  return (
    <Shown answer={answer}>
      {({ gdapTemplate: template }) =>
        template === null ? (
          <Empty title={words.unknown} words={words.unknownWords} />
        ) : (
          <Told template={template} close={close} />
        )
      }
    </Shown>
  );
}

function Told({ template, close }: { template: TemplateShownFragment; close: () => void }) {
  const [asked, ask] = useState<"revise" | "rename" | "retire">();
  const done = () => ask(undefined);
  const { terms } = template;
  const actions = (
    <>
      {template.status === "RETIRED" ? null : (
        <>
          <May roles={ROLES} onClick={() => ask("revise")}>
            {words.revise}
          </May>
          <May roles={ROLES} onClick={() => ask("rename")}>
            {words.rename}
          </May>
          <May roles={ROLES} onClick={() => ask("retire")}>
            {words.retire}
          </May>
        </>
      )}
      <Button onClick={close}>{text.common.close}</Button>
    </>
  );
  return (
    <Section title={text.onboarding.version(template.name, template.version)} actions={actions}>
      {terms === null ? null : <Terms of={terms} />}
      {asked === "revise" && terms !== null ? <Revise template={template} terms={terms} close={done} /> : null}
      {asked === "rename" ? <Rename template={template} close={done} /> : null}
      {asked === "retire" ? <Retire template={template} close={done} /> : null}
    </Section>
  );
}
