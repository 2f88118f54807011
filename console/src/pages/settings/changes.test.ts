import { expect, test } from "vitest";

import { carried, changed, differences, drafted, isNothing } from "./changes";
import type { Settings } from "./changes";

const settings: Settings = {
  sync: { discoveryEveryHours: 24, staleAfterHours: 48, linkCertain: true },
  billing: { monthStartsOn: 1, displayCurrency: null },
  reconcile: { priceToleranceHundredths: 0, quantityTolerance: 0, includeTrials: false, renewalNoticeDays: 30 },
  approvals: { twoPerson: ["HIGH"], validDays: 7 },
};

test("what nobody touched is not sent", () => {
  expect(isNothing(changed(settings, drafted(settings)))).toBe(true);
});

test("only what differs is sent, each in its part", () => {
  const draft = drafted(settings);
  const change = changed(settings, {
    numbers: { ...draft.numbers, staleAfterHours: "72", validDays: "3" },
    switches: { ...draft.switches, includeTrials: true },
    currency: "EUR",
    twoPerson: ["HIGH", "MEDIUM"],
  });
  expect(change).toEqual({
    sync: { staleAfterHours: 72 },
    billing: { displayCurrency: "EUR" },
    reconcile: { includeTrials: true },
    approvals: { validDays: 3, twoPerson: ["HIGH", "MEDIUM"] },
  });
  expect(isNothing(change)).toBe(false);
});

test("the order of risks is no change", () => {
  const both: Settings = { ...settings, approvals: { twoPerson: ["HIGH", "LOW"], validDays: 7 } };
  expect(isNothing(changed(both, { ...drafted(both), twoPerson: ["LOW", "HIGH"] }))).toBe(true);
});

test("what somebody is changing is kept when another has changed something else", () => {
  const mine = { ...drafted(settings), numbers: { ...drafted(settings).numbers, validDays: "3" } };
  const now: Settings = { ...settings, reconcile: { ...settings.reconcile, includeTrials: true, renewalNoticeDays: 14 } };
  const draft = carried(settings, now, mine);
  expect(changed(now, draft)).toEqual({ sync: {}, billing: {}, reconcile: {}, approvals: { validDays: 3 } });
  expect(draft.switches["includeTrials"]).toBe(true);
});

test("whoever confirms reads each difference, of whatever kind", () => {
  const draft = { ...drafted(settings), currency: "EUR", twoPerson: [] };
  expect(differences(settings, { ...draft, switches: { ...draft.switches, linkCertain: false } })).toEqual([
    { name: "linkCertain", before: true, after: false },
    { name: "displayCurrency", before: "", after: "EUR" },
    { name: "twoPerson", before: ["HIGH"], after: [] },
  ]);
});
