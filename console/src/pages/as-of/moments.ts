/** The events of one thing as places on a slider. */
interface Placed {
  position: string;
  recordedAt: string;
}

/** The place of the last event up to this position: the first where it lies before all, the last where none is given. */
export function placeOf(events: readonly Placed[], position: string | undefined): number {
  if (position === undefined || !/^\d+$/.test(position)) {
    return Math.max(0, events.length - 1);
  }
  const at = BigInt(position);
  return Math.max(
    0,
    events.findLastIndex((it) => BigInt(it.position) <= at),
  );
}

/** The place of the last event up to this instant. */
export function placeAt(events: readonly Placed[], instant: number): number {
  return Math.max(
    0,
    events.findLastIndex((it) => Date.parse(it.recordedAt) <= instant),
  );
}

/** An instant as the browser's field for date and time wants it: in the reader's own zone. */
export function fieldValue(instant: string): string {
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
