/** What a merger, a parting or a split moved, and what it left. */
import type { Fault } from "../../ui/fault";
import type { ShiftFragment } from "./page.gql";

export function leftBehind(shift: ShiftFragment): readonly Fault[] {
  return [...shift.left, ...shift.leftTenants].map(({ userError }) => userError);
}
