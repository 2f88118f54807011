/** What is told of each tenant that is to be onboarded with others. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import { Go } from "../../ui/Go";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/Mark";
import { Problems } from "../../ui/Problems";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { counted } from "./bulk";
import type { Candidate, Progress, State } from "./bulk";

const words = text.tenants.bulk;

const TONES: Readonly<Record<State, Tone>> = {
  WAITS: "quiet",
  LOOKING: "busy",
  READY: "good",
  NO_CUSTOMER: "waits",
  BLOCKED: "bad",
  NOT_NEEDED: "quiet",
  STARTING: "busy",
  STARTED: "good",
  REFUSED: "bad",
};

export function bulkColumns(of: (one: Candidate) => Progress): readonly Column<Candidate>[] {
  return [
    { key: "name", name: text.tenants.name, cell: (row) => row.name },
    {
      key: "state",
      name: text.tenants.status,
      cell: (row) => <Mark tone={TONES[of(row).state]} words={words.states[of(row).state]} />,
    },
    {
      key: "outcome",
      name: words.outcome,
      width: "3fr",
      cell: (row) => <Told candidate={row} progress={of(row)} />,
    },
  ];
}

function Told({ candidate, progress: { state, dry, faults } }: { candidate: Candidate; progress: Progress }) {
  if (faults.length > 0) {
    return <Problems of={faults} tone={state === "REFUSED" ? "error" : "warning"} />;
  }
  if (state === "NO_CUSTOMER") {
    return <Text>{words.noCustomer}</Text>;
  }
  if (state === "STARTED") {
    return <Go to={`/onboardings/${candidate.tenantId}`}>{words.see}</Go>;
  }
  if (dry === undefined) {
    return null;
  }
  if (state === "NOT_NEEDED") {
    return <Text>{said(text.tenants.preview.starts, dry.start)}</Text>;
  }
  const { made, used } = counted(dry);
  return <Text>{words.wouldMake(made, used, dry.relationship.roles.length)}</Text>;
}
