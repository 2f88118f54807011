/** An instant, in the reader's own zone; the exact one on hover and for those who read the source. */
import { Tooltip } from "@fluentui/react-components";
import { useEffect, useState } from "react";

import { text } from "../text";

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 7],
];

/** "5 minutes ago"; the date where that is more than a week. */
export function ago(instant: string, now: number): string {
  let amount = (Date.parse(instant) - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(amount) < size) {
      return RELATIVE.format(Math.round(amount), unit);
    }
    amount /= size;
  }
  return DAY.format(new Date(instant));
}

export function Moment({ at, relative = true }: { at: string | null | undefined; relative?: boolean }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 10_000);
    return () => window.clearInterval(timer);
  }, []);
  if (at === null || at === undefined) {
    return text.common.never;
  }
  return (
    <Tooltip content={text.common.exactly(at)} relationship="description" withArrow>
      <time dateTime={at}>{relative ? ago(at, now) : DAY.format(new Date(at))}</time>
    </Tooltip>
  );
}
