import { expect, test } from "vitest";

import { doneOf, healthOf } from "./vendorHealth";

const WORKS = { phase: "CONNECTED", stale: false, requested: false, run: null, test: { status: "WORKS" } } as const;

test("what matters most is said", () => {
  expect(healthOf(WORKS)).toBe("WORKS");
  expect(healthOf({ ...WORKS, test: { status: "DOUBTS" } })).toBe("DOUBTS");
  expect(healthOf({ ...WORKS, stale: true, test: { status: "DOUBTS" } })).toBe("STALE");
  expect(healthOf({ ...WORKS, stale: true, requested: true })).toBe("READING");
  expect(healthOf({ ...WORKS, stale: true, test: { status: "FAILS" } })).toBe("FAILS");
  expect(healthOf({ ...WORKS, phase: "PAUSED", test: { status: "FAILS" } })).toBe("PAUSED");
});

test("a look is done with a kind once that was read or could not be", () => {
  const since = "2026-11-22T03:28:10Z";
  const readings = [
    { readAt: "2026-11-22T03:28:11.5Z", staleSince: null },
    { readAt: "2026-11-21T03:00:00Z", staleSince: "2026-11-22T03:28:12Z" },
    { readAt: "2026-11-21T03:00:00Z", staleSince: null },
    { readAt: null, staleSince: null },
  ];
  expect(doneOf(readings, since)).toBe(2);
  expect(doneOf(readings, null)).toBe(0);
});
