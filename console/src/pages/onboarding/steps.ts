/** How the marks of steps look. */
import {
  ArrowSyncRegular,
  ArrowUndoRegular,
  CheckmarkCircleFilled,
  CircleRegular,
  ClockRegular,
  DismissCircleFilled,
  SubtractCircleRegular,
  WarningRegular,
} from "@fluentui/react-icons";
import type { FluentIcon } from "@fluentui/react-icons";
import { tokens } from "@fluentui/react-components";

import type { Tone } from "../../ui/Mark";
import type { StepMark } from "./page.gql";

interface Look {
  icon: FluentIcon;
  tone: Tone;
  color: string;
}

const quiet = tokens.colorNeutralForeground3;

const LOOKS: Readonly<Record<StepMark, Look>> = {
  DONE: { icon: CheckmarkCircleFilled, tone: "good", color: tokens.colorStatusSuccessForeground1 },
  AT_HAND: { icon: ArrowSyncRegular, tone: "busy", color: tokens.colorBrandForeground1 },
  WAITING: { icon: ClockRegular, tone: "waits", color: tokens.colorStatusWarningForeground1 },
  TO_COME: { icon: CircleRegular, tone: "quiet", color: quiet },
  NOT_NEEDED: { icon: SubtractCircleRegular, tone: "quiet", color: quiet },
  FAILED: { icon: DismissCircleFilled, tone: "bad", color: tokens.colorStatusDangerForeground1 },
  NOT_REACHED: { icon: CircleRegular, tone: "quiet", color: quiet },
  UNDONE: { icon: ArrowUndoRegular, tone: "quiet", color: quiet },
  LEFT: { icon: WarningRegular, tone: "waits", color: tokens.colorStatusWarningForeground1 },
};

export function lookOf(mark: StepMark): Look {
  return LOOKS[mark] ?? LOOKS.TO_COME;
}
