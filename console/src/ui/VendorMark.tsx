/** How an account at a vendor is, wherever one is shown. */
import { text } from "../text";
import type { VendorHealthPartsFragment } from "./fragments.gql";
import { Mark } from "./Mark";
import type { Tone } from "./Mark";
import { said } from "./said";
import { healthOf } from "./vendorHealth";

const TONES: Readonly<Record<string, Tone>> = {
  DISCONNECTED: "quiet",
  PAUSED: "waits",
  FAILS: "bad",
  STALE: "bad",
  READING: "busy",
  DOUBTS: "waits",
  UNTESTED: "quiet",
  WORKS: "good",
};

export function VendorMark({ of }: { of: VendorHealthPartsFragment }) {
  const health = healthOf(of);
  return <Mark tone={TONES[health] ?? "quiet"} words={said(text.vendors.healths, health)} />;
}
