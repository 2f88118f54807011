import { expect, test } from "vitest";

import { spoken } from "./spoken";

test("the types of events are read as words", () => {
  expect(spoken("CustomerRegistered")).toBe("Customer registered");
  expect(spoken("Seat2Taken")).toBe("Seat2 taken");
  expect(spoken("HoldReleased")).toBe("Hold released");
  expect(spoken("known")).toBe("known");
});
