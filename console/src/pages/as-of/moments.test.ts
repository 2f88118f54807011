import { expect, test } from "vitest";

import { fieldValue, placeAt, placeOf } from "./moments";

const EVENTS = [
  { position: "9", recordedAt: "2026-01-01T10:00:00Z" },
  { position: "10", recordedAt: "2026-01-01T11:00:00Z" },
  { position: "30", recordedAt: "2026-01-02T10:00:00Z" },
];

test("a position is the last event up to it", () => {
  expect(placeOf(EVENTS, "10")).toBe(1);
  expect(placeOf(EVENTS, "29")).toBe(1);
  expect(placeOf(EVENTS, "1")).toBe(0);
  expect(placeOf(EVENTS, "9007199254740993")).toBe(2);
});

test("without a position it is now", () => {
  expect(placeOf(EVENTS, undefined)).toBe(2);
  expect(placeOf(EVENTS, "soon")).toBe(2);
  expect(placeOf([], undefined)).toBe(0);
});

test("an instant is the last event up to it", () => {
  expect(placeAt(EVENTS, Date.parse("2026-01-01T23:00:00Z"))).toBe(1);
  expect(placeAt(EVENTS, 0)).toBe(0);
});

test("the field for a date takes back what it shows", () => {
  expect(Date.parse(fieldValue("2026-01-01T10:00:00.000Z"))).toBe(Date.parse("2026-01-01T10:00:00Z"));
});
