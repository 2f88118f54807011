/** What is shown while something is asked again: an answer that failed takes nothing away. */
export interface Held<Data> {
  /** Of what was asked. */
  key: number;
  data: Data;
}

interface Result<Data> {
  key: number | undefined;
  data: Data | undefined;
  failed: boolean;
}

/** The last whole answer, and nothing from before where something else was asked for since. */
export function held<Data>(before: Held<Data> | undefined, { key, data, failed }: Result<Data>): Held<Data> | undefined {
  if (key === undefined || failed || data === undefined) {
    return before;
  }
  return before?.key === key && before.data === data ? before : { key, data };
}

/** A part of an answer is shown only where nothing whole was there before: people may be at work in that. */
export function kept<Data>(before: Held<Data> | undefined, { key, data, failed }: Result<Data>): Data | undefined {
  return failed && before !== undefined && before.key === key ? before.data : data;
}
