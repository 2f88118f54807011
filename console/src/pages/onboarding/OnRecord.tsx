/** Who began it, when, with what, and the attempts before. */
import { makeStyles, tokens } from "@fluentui/react-components";

import { useMay } from "../../app/session";
import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { TemplateNameDocument } from "./page.gql";
import type { OnboardingOfTenantQuery } from "./page.gql";
import type { Story } from "./standing";
import { templateOf } from "./template";

const words = text.onboarding;

const useStyles = makeStyles({ row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM } });

interface OnRecordProps {
  tenantId: string;
  tenant: OnboardingOfTenantQuery["tenant"];
  story: Story;
  templateVersion: string | null;
}

export function OnRecord({ tenantId, tenant, story, templateVersion }: OnRecordProps) {
  const mayFollow = useMay("TECH", "ADMIN", "AUDITOR");
  const { attempt, latestAttempt } = story;
  const attempted = words.attemptOf(attempt, latestAttempt);
  return (
    <Section title={words.record}>
      <Facts
        of={[
          [words.tenantId, tenantId],
          [words.domain, tenant?.domain],
          [words.template, <TemplateName key="template" of={templateVersion} />],
          [words.attempt, story.repair ? `${attempted}, ${words.isRepair}` : attempted],
          [words.startedAt, <Moment key="started" at={story.startedAt} />],
          [words.startedBy, story.startedBy],
          [words.endedAt, story.endedAt === null ? null : <Moment key="ended" at={story.endedAt} />],
          [words.attempts, latestAttempt > 1 ? <Attempts key="all" tenantId={tenantId} latest={latestAttempt} /> : null],
          [
            words.timeline,
            mayFollow ? (
              <Go key="timeline" to="/audit" search={{ stream: `onboarding/${tenantId}` }}>
                {`onboarding/${tenantId}`}
              </Go>
            ) : null,
          ],
        ]}
      />
    </Section>
  );
}

function Attempts({ tenantId, latest }: { tenantId: string; latest: number }) {
  const styles = useStyles();
  return (
    <span className={styles.row}>
      {Array.from({ length: latest }, (_, index) => latest - index).map((attempt) => (
        <Go
          key={attempt}
          to={`/onboardings/${tenantId}`}
          search={{ attempt: attempt === latest ? undefined : String(attempt) }}
        >
          {words.attemptName(attempt)}
        </Go>
      ))}
    </span>
  );
}

function TemplateName({ of }: { of: string | null }) {
  const template = templateOf(of);
  const { data } = useAsk(TemplateNameDocument, { id: template?.id ?? "" }, { pause: template === undefined });
  if (template === undefined) {
    return of;
  }
  return <Go to="/templates">{words.version(data?.gdapTemplate?.name ?? template.id, template.version)}</Go>;
}
