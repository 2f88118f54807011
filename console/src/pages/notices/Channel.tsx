/** One channel: how it stands, and what can be done about it. */
import { Card, Subtitle2, Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { Facts } from "../../ui/Facts";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import { useToast } from "../../ui/toast";
import { ChangeTopics, Close, Pause, Renew } from "./dialogs";
import { ResumeChannelDocument, TestChannelDocument } from "./page.gql";
import type { ChannelShownFragment } from "./page.gql";

const words = text.notices;

const TONES: Readonly<Record<string, Tone>> = { OPEN: "good", PAUSED: "waits", SUSPENDED: "bad", CLOSED: "quiet" };

const useStyles = makeStyles({
  title: { margin: 0, overflowWrap: "anywhere" },
  head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
});

interface ChannelProps {
  of: ChannelShownFragment;
  tell: (secret: string) => void;
  again: () => void;
}

export function Channel({ of, tell, again }: ChannelProps) {
  const styles = useStyles();
  return (
    <Card>
      <div className={styles.head}>
        <Subtitle2 as="h2" className={styles.title}>{of.name}</Subtitle2>
        <Mark tone={TONES[of.status] ?? "quiet"} words={said(words.statuses, of.status)} />
      </div>
      {of.status === "SUSPENDED" ? <Text>{words.suspendedWords}</Text> : null}
      {of.problem === null ? null : <Problems of={[of.problem]} tone={of.status === "SUSPENDED" ? "error" : "warning"} />}
      <Facts
        of={[
          [words.kind, said(words.kinds, of.kind)],
          [words.addresses, of.addresses.join(", ")],
          [words.topics, of.topics.map((it) => said(words.topicNames, it)).join("; ")],
          [words.reason, of.reason],
          [words.delivered, String(of.delivered)],
          [words.deliveredAt, of.deliveredAt === null ? null : <Moment at={of.deliveredAt} />],
          [words.failingSince, of.failingSince === null ? null : <Moment at={of.failingSince} />],
          [words.retryAt, of.retryAt === null ? null : <Moment at={of.retryAt} />],
          [words.tested, of.test === null ? null : <Tested of={of.test} />],
          [words.secretAt, of.secretAt === null ? null : <Moment at={of.secretAt} />],
          [words.openedAt, <Moment at={of.openedAt} />],
          [text.audit.title, <Go to="/audit" search={{ stream: `notice_channel/${of.channelId}` }}>{words.timeline}</Go>],
        ]}
      />
      {of.test?.problem ? <Problems of={[of.test.problem]} tone="warning" /> : null}
      {of.status === "CLOSED" ? null : <Actions of={of} tell={tell} again={again} />}
    </Card>
  );
}

function Tested({ of }: { of: NonNullable<ChannelShownFragment["test"]> }) {
  return (
    <>
      {of.problem === null ? words.testFine : words.testNotTaken} (<Moment at={of.testedAt} />)
    </>
  );
}

function Actions({ of, tell, again }: ChannelProps) {
  const styles = useStyles();
  const toast = useToast();
  const resume = useCommand(ResumeChannelDocument);
  const test = useCommand(TestChannelDocument);
  const [asking, setAsking] = useState<"topics" | "pause" | "renew" | "close">();
  const close = () => setAsking(undefined);
  const goOn = async () => {
    if ((await resume.run({ id: of.id })) !== undefined) {
      toast(words.resumed);
    }
  };
  const tryIt = async () => {
    const payload = await test.run({ id: of.id });
    // What came of it stands in the card as well: a test is no event of its own to everybody.
    again();
    if (payload?.channel?.test?.problem === null) {
      toast(words.testSent);
    }
  };
  return (
    <>
      <div className={styles.head}>
        <May roles={["ADMIN"]} disabled={test.running} onClick={() => void tryIt()}>
          {words.test}
        </May>
        <May roles={["ADMIN"]} onClick={() => setAsking("topics")}>
          {words.change}
        </May>
        {of.status === "OPEN" ? (
          <May roles={["ADMIN"]} onClick={() => setAsking("pause")}>
            {words.pause}
          </May>
        ) : (
          <May roles={["ADMIN"]} disabled={resume.running} onClick={() => void goOn()}>
            {words.resume}
          </May>
        )}
        {of.kind === "WEBHOOK" ? (
          <May roles={["ADMIN"]} onClick={() => setAsking("renew")}>
            {words.renew}
          </May>
        ) : null}
        <May roles={["ADMIN"]} onClick={() => setAsking("close")}>
          {words.close}
        </May>
      </div>
      <div role="alert">
        <Problems of={[...resume.faults, ...test.faults]} />
      </div>
      {asking === "topics" ? <ChangeTopics of={of} close={close} /> : null}
      {asking === "pause" ? <Pause of={of} close={close} /> : null}
      {asking === "renew" ? <Renew of={of} tell={tell} close={close} /> : null}
      {asking === "close" ? <Close of={of} close={close} /> : null}
    </>
  );
}
