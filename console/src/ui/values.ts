/** What values of the record mean that say it by their size or shape alone. */

/** Microseconds from 2001 to 2100: no other number of the record is as large. */
const FIRST = 1e15;
const LAST = 4.2e15;

/** The record counts microseconds since 1970; people read dates. */
export function instantOf(value: unknown): string | undefined {
  return typeof value === "number" && value > FIRST && value < LAST ? new Date(value / 1000).toISOString() : undefined;
}

/** Whether it has no parts. */
export function isPlain(value: unknown): boolean {
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}
