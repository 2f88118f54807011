const LONG = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });

/** A day as it is written in a letter. */
export function longDate(instant: string): string {
  return LONG.format(new Date(instant));
}
