import { expect, test } from "vitest";

import { canAbandon, canRetry, isPasswordFor, mayWithdraw, whyNot } from "./standing";

const ada = { kind: "USER", actor: "ada", name: "Ada" } as const;
const tim = { kind: "USER", actor: "tim", name: "Tim" } as const;

const asked = {
  status: "WAITING",
  risk: "MEDIUM",
  waitsFor: "DECISIONS",
  waitsForMe: true,
  requester: tim,
  decisions: [],
  validUntil: "2026-12-01T00:00:00Z",
  firstPassword: null,
  grant: null,
  reversal: [],
} as const;

type Asked = Parameters<typeof whyNot>[0];
const like = (change: Partial<Asked>): Asked => ({ ...asked, decisions: [], reversal: [], ...change });

const before = Date.parse("2026-11-22T00:00:00Z");
const admin = { actor: "user ada", role: "ADMIN" };
const tech = { actor: "user tim", role: "TECH" };
const other = { actor: "user eve", role: "TECH" };

test("somebody else decides", () => {
  expect(whyNot(like({}), admin, before)).toBeUndefined();
  expect(whyNot(like({}), tech, before)).toBe("own");
  expect(whyNot(like({ requester: ada }), admin, before)).toBe("own");
});

test("high risks are for Admins, and nothing is for those who may only look", () => {
  expect(whyNot(like({ risk: "HIGH" }), other, before)).toBe("needsAdmin");
  expect(whyNot(like({ risk: "HIGH" }), admin, before)).toBeUndefined();
  expect(whyNot(like({}), { actor: "user vera", role: "VIEWER" }, before)).toBe("needsTech");
});

test("nobody decides twice, or too late", () => {
  const decisions = [{ by: ada, role: "ADMIN" as const, at: "2026-11-21T00:00:00Z" }];
  expect(whyNot(like({ decisions }), admin, before)).toBe("givenAlready");
  expect(whyNot(like({}), admin, Date.parse("2026-12-02T00:00:00Z"))).toBe("over");
});

test("whoever asked takes it back, and an Admin", () => {
  expect(mayWithdraw(like({}), tech)).toBe(true);
  expect(mayWithdraw(like({}), admin)).toBe(true);
  expect(mayWithdraw(like({}), other)).toBe(false);
  expect(mayWithdraw(like({ status: "DONE" }), admin)).toBe(false);
});

test("what is stuck goes on or is given up, and what waits for its days can be given up", () => {
  expect([canRetry(like({ status: "ATTENTION" })), canAbandon(like({ status: "ATTENTION" }))]).toEqual([true, true]);
  expect([canRetry(like({ waitsFor: "GRACE" })), canAbandon(like({ waitsFor: "GRACE" }))]).toEqual([false, true]);
});

test("a first password is for those who asked or approved", () => {
  const grant = { people: [ada], rule: null };
  expect(isPasswordFor(like({ grant }), admin)).toBe(true);
  expect(isPasswordFor(like({ grant }), tech)).toBe(true);
  expect(isPasswordFor(like({ grant }), other)).toBe(false);
});
