/** How the tenant is connected: with roles for the technicians, or for our app to read alone. */
import { Button, Field, Radio, RadioGroup, Select, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { Section } from "../../ui/Page";
import { Shown } from "../../ui/Shown";
import { TemplatesToConnectWithDocument } from "./page.gql";
import type { Wizard } from "./useWizard";
import { isGuid } from "./wizard";
import type { Way } from "./wizard";

const words = text.tenants.connect;

const WAYS: readonly Way[] = ["gdap", "consent"];

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start", maxWidth: "70ch" },
});

export function WayStep({ wizard }: { wizard: Wizard }) {
  const styles = useStyles();
  const { tenant, template } = wizard.wish;
  // A domain alone does not say to the clouds whom to invite; the way by consent finds that out.
  const needsId = tenant !== undefined && !isGuid(tenant);
  const [way, setWay] = useState<Way>(needsId ? "consent" : (wizard.wish.way ?? "gdap"));
  return (
    <Section title={words.how}>
      <div className={styles.form}>
        <Field label={words.way} {...(needsId ? { hint: words.needsId } : {})}>
          <RadioGroup value={way} onChange={(_, { value }) => setWay(WAYS.find((it) => it === value) ?? "gdap")}>
            {WAYS.map((it) => (
              <Radio
                key={it}
                value={it}
                disabled={it === "gdap" && needsId}
                label={`${words.ways[it].name}: ${words.ways[it].words}`}
              />
            ))}
          </RadioGroup>
        </Field>
        {way === "gdap" ? (
          <WithTemplate template={template} choose={(template) => wizard.go({ way, template })} />
        ) : (
          <Button appearance="primary" onClick={() => wizard.go({ way, template: undefined })}>
            {words.goOn}
          </Button>
        )}
      </div>
    </Section>
  );
}

interface WithTemplateProps {
  template: string | undefined;
  choose: (template: string) => void;
}

function WithTemplate({ template, choose }: WithTemplateProps) {
  const answer = useAsk(TemplatesToConnectWithDocument, {}, { live: ["gdap_template"] });
  const [chosen, setChosen] = useState(template);
  return (
    <Shown answer={answer}>
      {({ gdapTemplates: { edges } }) => {
        const now = edges.find(({ node }) => node.id === chosen) ?? edges[0];
        if (now === undefined) {
          return (
            <Empty title={words.noTemplates} words={words.noTemplatesWords}>
              <Go to="/templates">{text.onboarding.templates}</Go>
            </Empty>
          );
        }
        return (
          <>
            <Field label={words.template} hint={words.templateHint}>
              <Select value={now.node.id} onChange={(_, { value }) => setChosen(value)}>
                {edges.map(({ node }) => (
                  <option key={node.id} value={node.id}>
                    {text.onboarding.version(node.name, node.version)}
                  </option>
                ))}
              </Select>
            </Field>
            <Button appearance="primary" onClick={() => choose(now.node.id)}>
              {words.goOn}
            </Button>
          </>
        );
      }}
    </Shown>
  );
}
