/** Where an attempt stands: in a word, what that means, and who has to act. */
import { text } from "../../text";
import type { Tone } from "../../ui/Mark";
import { said } from "../../ui/said";
import type { AttemptStanding, StepProblemShownFragment, StepShownFragment, StoryShownFragment } from "./page.gql";

const words = text.onboarding;

export type Story = StoryShownFragment;
export type Step = StepShownFragment;
export type StepProblem = StepProblemShownFragment;

interface Drift {
  whoActs: string | null;
}

export interface Standing {
  tone: Tone;
  /** In a word. */
  status: string;
  /** What that means. */
  doing: string;
  who: string;
  /** Since when that one has to act. */
  since: string | undefined;
}

const TONES: Record<AttemptStanding, Tone> = {
  UNDER_WAY: "busy",
  UNDOING_FAILURE: "waits",
  UNDOING_CANCELLATION: "waits",
  ACTIVE: "good",
  FAILED: "bad",
  CANCELLED: "quiet",
  ABANDONED: "quiet",
  ENDING_ACCESS: "waits",
  ACCESS_ENDED: "quiet",
};

/** What was done is being taken back. */
function isUndoing({ standing }: Story): boolean {
  return ["UNDOING_FAILURE", "UNDOING_CANCELLATION", "ENDING_ACCESS"].includes(standing);
}

/** The step that is being done, or waited for. */
export function stepAtHand(story: Story): Step | undefined {
  return story.steps.find(({ mark }) => mark === "AT_HAND" || mark === "WAITING");
}

/** What keeps the attempt from going on, or ended it. What was met and passed is not among it. */
export function matterOf(story: Story): StepProblem | undefined {
  const failed = story.steps.find(({ mark, problem }) => mark === "FAILED" && problem !== null);
  return story.attention ?? failed?.problem ?? stepAtHand(story)?.problem ?? undefined;
}

function meaning(story: Story, hasDrift: boolean): string {
  const { doings } = words;
  switch (story.standing) {
    case "UNDER_WAY":
      return story.invitation?.open === true ? doings.approval : doings.goesOn;
    case "UNDOING_FAILURE":
    case "UNDOING_CANCELLATION":
    case "ENDING_ACCESS":
      return story.attention === null ? doings.undoing : doings.attention;
    case "ACTIVE":
      return hasDrift ? doings.drift : doings.active;
    case "FAILED":
      return story.repair ? doings.repairFailed : doings.failed;
    case "CANCELLED":
      return doings.cancelled;
    case "ABANDONED":
      return doings.abandoned;
    case "ACCESS_ENDED":
      return doings.accessEnded;
    default:
      return story.standing;
  }
}

function actor(story: Story, drift: readonly Drift[]): readonly [string, string | undefined] {
  const { actors } = words;
  const matter = matterOf(story);
  if (story.standing === "ACTIVE") {
    return drift.length === 0 ? [actors.nobody, undefined] : [drift[0]?.whoActs ?? actors.technician, undefined];
  }
  if (story.standing === "UNDER_WAY" && story.invitation?.open === true) {
    return [actors.customer, story.invitation.since];
  }
  if (["CANCELLED", "ABANDONED", "ACCESS_ENDED"].includes(story.standing) || matter === undefined) {
    return [actors.nobody, undefined];
  }
  if (isUndoing(story) && story.attention === null) {
    return [actors.nobody, undefined];
  }
  return [matter.whoActs ?? actors.technician, matter.at];
}

/** `drift` is what is no longer as it was, where this is the latest attempt. */
export function standingOf(story: Story, drift: readonly Drift[]): Standing {
  const hasDrift = story.standing === "ACTIVE" && drift.length > 0;
  const needs = story.attention !== null;
  const [who, since] = actor(story, drift);
  return {
    tone: needs ? "bad" : hasDrift ? "waits" : (TONES[story.standing] ?? "quiet"),
    status: needs ? words.needsAttention : hasDrift ? words.drifted : said(words.standings, story.standing),
    doing: meaning(story, hasDrift),
    who,
    since,
  };
}

/** What the steps made so far that would be taken back: those for which a cloud was asked to do something. */
export function madeSoFar(story: Story): readonly string[] {
  return story.steps.filter(({ mark, askedAt }) => mark === "DONE" && askedAt !== null).map(({ name }) => name);
}

export interface Can {
  retry: boolean;
  cancel: boolean;
  abandon: boolean;
  repair: boolean;
  endAccess: boolean;
  startAgain: boolean;
}

/** What may be done about the latest attempt. */
export function canBeDone(story: Story): Can {
  const going = story.standing === "UNDER_WAY";
  const undoing = isUndoing(story);
  const over = ["FAILED", "CANCELLED", "ABANDONED"].includes(story.standing);
  const inPlace = story.standing === "ACTIVE" || (over && story.repair);
  return {
    retry: going || undoing,
    cancel: going,
    abandon: undoing && story.attention !== null,
    repair: inPlace,
    endAccess: inPlace,
    startAgain: story.standing === "ACCESS_ENDED" || (over && !story.repair),
  };
}
