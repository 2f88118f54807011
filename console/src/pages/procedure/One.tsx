/** What a procedure asks for, its steps in words, and who follows it. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Page as Frame, Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { RUN_COLUMNS } from "../../ui/runColumns";
import { RunsOfProcedureDocument } from "./page.gql";
import type { ProcedureShownFragment } from "./page.gql";
import { Retire } from "./Retire";
import { Steps } from "./Steps";

const all = text.procedures;
const words = all.one;

export function One({ of }: { of: ProcedureShownFragment }) {
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
