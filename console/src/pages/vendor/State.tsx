/** How an account is: in a word, and whatever is the matter with it. */
import { Field, ProgressBar, Text } from "@fluentui/react-components";

import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Moment } from "../../ui/Moment";
import { Section } from "../../ui/Page";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { doneOf } from "../../ui/vendorHealth";
import { VendorMark } from "../../ui/VendorMark";
import type { AccountShownFragment } from "./page.gql";

const words = text.vendors;

type Doubt = AccountShownFragment["test"]["doubts"][number];

function doubted({ kind, suspiciouslyEmpty, problem }: Doubt) {
  const name = said(words.kinds, kind);
  return { ...problem, message: suspiciouslyEmpty ? words.suspicious(name) : words.doubtOf(name) };
}

function Progress({ of }: { of: AccountShownFragment }) {
  if (of.run === null) {
    return of.requested ? <Text role="status">{words.requestedWords}</Text> : null;
  }
  const done = doneOf(of.readings, of.run.since);
  const all = of.readings.length;
  return (
    <Field label={words.progress} validationState="none" validationMessage={words.runningWords(done, all)}>
      <ProgressBar value={done} max={Math.max(all, 1)} />
    </Field>
  );
}

export function State({ of }: { of: AccountShownFragment }) {
  const { test, phase } = of;
  const isOver = phase === "DISCONNECTED";
  return (
    <Section title={words.state}>
      <div>
        <VendorMark of={of} />
      </div>
      {phase === "PAUSED" ? <Text>{words.pausedWords}</Text> : null}
      {isOver ? <Text>{words.disconnectedWords}</Text> : <Text>{said(words.tests, test.status)}</Text>}
      {isOver || test.problem === null ? null : <Problems of={[test.problem]} />}
      {isOver ? null : <Problems of={test.doubts.map(doubted)} tone="warning" />}
      <Progress of={of} />
      <Facts
        of={[
          [words.why, of.reason],
          [words.testedAt, test.testedAt === null ? null : <Moment at={test.testedAt} />],
          [words.supportId, test.supportId],
          [words.lastRead, <Moment at={of.completedAt} />],
        ]}
      />
    </Section>
  );
}
