/** A procedure that is followed for a customer, as it goes on. At `new` one is started. */
import { useState } from "react";

import { useLive } from "../../app/live";
import { text } from "../../text";
import { useAddress, usePart } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { By } from "../../ui/By";
import { valueOf } from "../../ui/Changes";
import { Empty } from "../../ui/Empty";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Page as Frame, Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { RunMark } from "../../ui/runColumns";
import { said } from "../../ui/said";
import { Shown } from "../../ui/Shown";
import { RunPageDocument } from "./page.gql";
import type { RunShownFragment } from "./page.gql";
import { Start } from "./Start";
import { Steps, Undoing } from "./Steps";
import { Stop, Undo } from "./Ending";

const words = text.procedures.run;

export function Page() {
  const id = usePart("id");
  const [address] = useAddress();
  return id === "new" ? <Start procedure={address["procedure"]} /> : <Existing id={id} />;
}

function Existing({ id }: { id: string }) {
  // What its steps ask for goes on by approvals of their own.
  const answer = useAsk(RunPageDocument, { id }, { live: ["approval"] });
  useLive(["procedure_run"], answer.again, answer.data?.procedureRun?.runId);
  return (
    <Shown answer={answer}>
      {({ procedureRun }) =>
        procedureRun === null ? (
          <Frame title={text.procedures.title}>
            <Empty title={words.notFound} words={words.notFoundWords}>
              <Go to="/procedures">{text.procedures.one.toAll}</Go>
            </Empty>
          </Frame>
        ) : (
          <One of={procedureRun} />
        )
      }
    </Shown>
  );
}

function One({ of }: { of: RunShownFragment }) {
  const title = words.title(of.procedure?.name ?? text.procedures.name, of.customer?.name ?? text.common.unknown);
  const waits = of.steps.some(({ approval }) => approval?.status === "WAITING");
  return (
    <Frame
      title={title}
      words={
        <>
          <RunMark status={of.status} /> {text.procedures.runs.progressOf(of.stepsDone, of.stepsAll)}
          {waits ? ` · ${words.whoActs}` : null}
        </>
      }
      actions={<Actions of={of} />}
    >
      {of.problem === null ? null : <Problems of={[of.problem]} tone={of.status === "STOPPED" ? "error" : "warning"} />}
      <Section title={words.steps}>
        <Steps of={of} />
      </Section>
      {of.undoing.length === 0 ? null : (
        <Section title={words.undoing}>
          <Undoing of={of} />
        </Section>
      )}
      {of.answers.length === 0 ? null : (
        <Section title={words.answers}>
          <Answers of={of} />
        </Section>
      )}
      <Section title={words.about}>
        <About of={of} />
      </Section>
    </Frame>
  );
}

function Actions({ of }: { of: RunShownFragment }) {
  const [asking, setAsking] = useState<"stop" | "undo">();
  const close = () => setAsking(undefined);
  const canUndo = of.status !== "RUNNING" && of.undoing.length === 0 && of.steps.some((it) => it.status === "DONE");
  return (
    <>
      {of.status === "RUNNING" ? (
        <May roles={["TECH", "ADMIN"]} onClick={() => setAsking("stop")}>
          {words.stop}
        </May>
      ) : null}
      {canUndo ? (
        <May roles={["TECH", "ADMIN"]} onClick={() => setAsking("undo")}>
          {words.undo}
        </May>
      ) : null}
      {asking === "stop" ? <Stop id={of.id} close={close} /> : null}
      {asking === "undo" ? <Undo id={of.id} close={close} /> : null}
    </>
  );
}

function Answers({ of }: { of: RunShownFragment }) {
  const labels = new Map(of.procedure?.questions.map((it) => [it.key, it.label]));
  const licences = (value: string) =>
    value
      .split(/,\s*/)
      .map((it) => said(text.approvals.licences, it))
      .join(", ");
  return <Facts of={of.answers.map((it) => [labels.get(it.question) ?? it.question, licences(valueOf(it.value))])} />;
}

function About({ of }: { of: RunShownFragment }) {
  const { procedure, customer, tenant } = of;
  const stopped = of.steps.find((it) => it.key === of.stoppedStep)?.title ?? of.stoppedStep;
  return (
    <Facts
      of={[
        [words.procedure, procedure === null ? null : <Go to={`/procedures/${procedure.id}`}>{procedure.name}</Go>],
        [words.version, String(of.version)],
        [words.customer, customer === null ? null : <Go to={`/customers/${customer.id}`}>{customer.name}</Go>],
        [words.tenant, tenant === null ? null : <Go to={`/onboardings/${tenant.tenantId}`}>{tenant.name}</Go>],
        [words.reason, of.reason],
        [words.startedBy, <By of={of.startedBy} />],
        [words.started, <Moment at={of.startedAt} />],
        [words.ended, of.endedAt === null ? null : <Moment at={of.endedAt} />],
        [words.stoppedStep, stopped],
        [words.stoppedBy, of.stoppedBy === null ? null : <By of={of.stoppedBy} />],
        [words.stopReason, of.stopReason],
        [text.audit.title, <Go to="/audit" search={{ stream: `procedure_run/${of.runId}` }}>{words.timeline}</Go>],
      ]}
    />
  );
}
