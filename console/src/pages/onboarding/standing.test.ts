import { expect, test } from "vitest";

import { text } from "../../text";
import { canBeDone, madeSoFar, matterOf, standingOf } from "./standing";
import type { Step, StepProblem, Story } from "./standing";
import { forSupport } from "./support";

const words = text.onboarding;

const problem: StepProblem = {
  code: "CLOUD_THROTTLED",
  sentence: "the cloud asks us to slow down",
  remedy: null,
  whoActs: "Microsoft.",
  detail: "Too many requests.",
  status: 429,
  vendorCode: "TooManyRequests",
  requestId: "r-1",
  api: "graph",
  at: "2026-11-22T03:00:00Z",
  helpPage: "/help/CLOUD_THROTTLED",
};

const step = (mark: Step["mark"], more: Partial<Step> = {}): Step => ({
  name: mark.toLowerCase(),
  mark,
  tries: 1,
  askedAt: null,
  problem: null,
  outcome: null,
  outcomeAt: null,
  ...more,
});

const story = (more: Partial<Story>): Story => ({
  attempt: 1,
  latestAttempt: 1,
  customerName: "Contoso",
  repair: false,
  standing: "UNDER_WAY",
  startedAt: "2026-11-22T02:00:00Z",
  startedBy: null,
  endedAt: null,
  steps: [],
  invitation: null,
  attention: null,
  undone: [],
  leftBehind: [],
  nextLookAt: null,
  givesUpAt: null,
  ...more,
});

const invitation = { url: "https://example", since: "2026-11-20T00:00:00Z", until: "2027-01-01T00:00:00Z", open: true };

test("an open invitation is for the customer, since it was sent", () => {
  const standing = standingOf(story({ invitation, steps: [step("WAITING")] }), []);
  expect(standing).toMatchObject({ who: words.actors.customer, since: invitation.since, doing: words.doings.approval });
});

test("a step that waits because of a problem is for whom the problem names", () => {
  const standing = standingOf(story({ steps: [step("DONE"), step("WAITING", { problem })] }), []);
  expect(standing).toMatchObject({ who: "Microsoft.", since: problem.at, tone: "busy" });
});

test("what was met and passed is nobody's matter", () => {
  const passed = story({ steps: [step("DONE", { problem }), step("AT_HAND")] });
  expect(matterOf(passed)).toBeUndefined();
  expect(standingOf(passed, []).who).toBe(words.actors.nobody);
});

test("an undoing is nobody's matter until it needs attention", () => {
  const undoing = story({ standing: "UNDOING_FAILURE", steps: [step("FAILED", { problem })] });
  expect(standingOf(undoing, []).who).toBe(words.actors.nobody);
  const stuck = standingOf({ ...undoing, attention: problem }, []);
  expect(stuck).toMatchObject({ tone: "bad", status: words.needsAttention, who: "Microsoft." });
});

test("drift stands beside active only", () => {
  const drift = [{ whoActs: "An administrator." }];
  expect(standingOf(story({ standing: "ACTIVE" }), drift).status).toBe(words.drifted);
  expect(standingOf(story({ standing: "FAILED" }), drift).status).toBe(words.standings.FAILED);
});

test("what can be done follows from where it stands", () => {
  expect(canBeDone(story({}))).toMatchObject({ retry: true, cancel: true, abandon: false, startAgain: false });
  const stuck = canBeDone(story({ standing: "UNDOING_CANCELLATION", attention: problem }));
  expect(stuck).toMatchObject({ retry: true, cancel: false, abandon: true });
  expect(canBeDone(story({ standing: "FAILED" }))).toMatchObject({ startAgain: true, repair: false });
  expect(canBeDone(story({ standing: "FAILED", repair: true }))).toMatchObject({ startAgain: false, repair: true });
});

test("only what a cloud was asked for would be undone", () => {
  const asked = step("DONE", { name: "create", askedAt: problem.at });
  expect(madeSoFar(story({ steps: [step("DONE"), asked, step("TO_COME")] }))).toEqual(["create"]);
});

test("a newer server's standing is told as it is", () => {
  const standing = standingOf(story({ standing: "PAUSED" as Story["standing"] }), []);
  expect(standing).toMatchObject({ status: "PAUSED", tone: "quiet" });
});

test("facts for support leave out what is not known", () => {
  const facts = forSupport("t-1", "create", { ...problem, status: null });
  expect(facts).toContain("r-1");
  expect(facts).not.toContain(words.support.status);
});
