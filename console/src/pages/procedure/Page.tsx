/** One procedure: what it asks for, its steps in words, and who follows it. At `new` one is defined. */
import { useNavigate } from "@tanstack/react-router";
import { Suspense, lazy, useState } from "react";

import { useLive } from "../../app/live";
import { text } from "../../text";
import { useAddress, usePart } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Empty } from "../../ui/Empty";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { Loading } from "../../ui/Loading";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Page as Frame, Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { RUN_COLUMNS } from "../../ui/runColumns";
import { Shown } from "../../ui/Shown";
import { ProcedurePageDocument, RunsOfProcedureDocument } from "./page.gql";
import type { ProcedureShownFragment } from "./page.gql";
import { Retire } from "./Retire";
import { Steps } from "./Steps";

const all = text.procedures;
const words = all.one;

/** Most who come here only read. */
const Editor = lazy(async () => ({ default: (await import("./Editor")).Editor }));

export function Page() {
  const id = usePart("id");
  return <Suspense fallback={<Loading />}>{id === "new" ? <Editor of={undefined} /> : <Existing id={id} />}</Suspense>;
}

function Existing({ id }: { id: string }) {
  const [address] = useAddress();
  const answer = useAsk(ProcedurePageDocument, { id });
  useLive(["procedure"], answer.again, answer.data?.procedure?.procedureId);
  return (
    <Shown answer={answer}>
      {({ procedure }) =>
        procedure === null ? (
          <Frame title={all.title}>
            <Empty title={words.notFound} words={words.notFoundWords}>
              <Go to="/procedures">{words.toAll}</Go>
            </Empty>
          </Frame>
        ) : address["revise"] === "yes" ? (
          <Editor key={procedure.id} of={procedure} />
        ) : (
          <One of={procedure} />
        )
      }
    </Shown>
  );
}

function One({ of }: { of: ProcedureShownFragment }) {
  return (
    <Frame title={of.name} words={of.description} actions={<Actions of={of} />}>
      <Facts
        of={[
          [all.status, all.statuses[of.status]],
          [all.version, String(of.version)],
          [all.changed, <Moment at={of.changedAt} />],
          [words.reason, of.reason],
          [text.audit.title, <Go to="/audit" search={{ stream: `procedure/${of.procedureId}` }}>{words.timeline}</Go>],
        ]}
      />
      <Section title={words.questions}>
        {of.questions.length === 0 ? words.noQuestions : <Facts of={of.questions.map((it) => [it.label, all.kinds[it.kind]])} />}
      </Section>
      <Section title={words.steps}>
        <Steps of={of} />
      </Section>
      <Section title={words.runs}>
        <Runs id={of.id} />
      </Section>
    </Frame>
  );
}

function Actions({ of }: { of: ProcedureShownFragment }) {
  const [, change] = useAddress();
  const navigate = useNavigate();
  const [retiring, setRetiring] = useState(false);
  if (of.status === "RETIRED") {
    return null;
  }
  const start = () =>
    void navigate({ to: "/procedure-runs/$id", params: { id: "new" }, search: { procedure: of.id } });
  return (
    <>
      <May roles={["TECH", "ADMIN"]} appearance="primary" onClick={start}>
        {words.start}
      </May>
      <May roles={["TECH", "ADMIN"]} onClick={() => change({ revise: "yes" })}>
        {words.revise}
      </May>
      <May roles={["TECH", "ADMIN"]} onClick={() => setRetiring(true)}>
        {words.retire}
      </May>
      {retiring ? <Retire id={of.id} close={() => setRetiring(false)} /> : null}
    </>
  );
}

function Runs({ id }: { id: string }) {
  const rows = useRows(
    RunsOfProcedureDocument,
    { filter: { procedure: id } },
    { list: (data) => data.procedureRuns, live: ["procedure_run"] },
  );
  return <List label={words.runs} columns={RUN_COLUMNS} of={rows} empty={words.noRuns} />;
}
