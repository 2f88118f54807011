import { expect, test } from "vitest";

import { counted, lookedAt, someAtATime } from "./bulk";
import type { DryRunShownFragment } from "./page.gql";

const dry = (more: Partial<DryRunShownFragment> = {}): DryRunShownFragment => ({
  start: "BEGINS",
  customerName: "Contoso",
  templateVersion: 1,
  relationship: { fate: "CREATED", name: "Contoso", roles: ["Global Reader"], approvalDays: 90 },
  groups: [{ name: "Readers", group: "REUSED", roles: ["Global Reader"], assignment: "CREATED" }],
  app: "SHOWS_LATER",
  problems: [],
  ...more,
});

const problem = { code: "TENANT_HELD", sentence: "It is held already.", detail: "by Contoso", remedy: null, whoActs: null, helpPage: "/help/TENANT_HELD" };

test("what is clear can start, and what has a problem cannot", () => {
  expect(lookedAt(dry()).state).toBe("READY");
  expect(lookedAt(dry({ problems: [problem] }))).toMatchObject({
    state: "BLOCKED",
    faults: [{ code: "TENANT_HELD", message: "It is held already.", detail: "by Contoso" }],
  });
  expect(lookedAt(dry({ start: "REFUSED" })).state).toBe("BLOCKED");
});

test("what is there or under way needs no start", () => {
  expect(lookedAt(dry({ start: "IN_PLACE" })).state).toBe("NOT_NEEDED");
  expect(lookedAt(dry({ start: "UNDER_WAY" })).state).toBe("NOT_NEEDED");
});

test("what would be made is counted", () => {
  expect(counted(dry())).toEqual({ made: 2, used: 1 });
});

test("all are done, and no more than some at a time", async () => {
  const done: number[] = [];
  let now = 0;
  let most = 0;
  await someAtATime([1, 2, 3, 4, 5], 2, async (item) => {
    now += 1;
    most = Math.max(most, now);
    await Promise.resolve();
    now -= 1;
    done.push(item);
  });
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test("none is nothing to do", async () => {
  await expect(someAtATime([], 4, () => Promise.reject(new Error("none")))).resolves.toBeUndefined();
});
