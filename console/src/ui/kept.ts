/** What is shown while something is asked again: neither the asking nor an answer that failed takes anything away. */
export interface Held<Data> {
  /** For which variables. */
  wanted: string;
  data: Data;
}

interface Result<Data> {
  /** The variables that are asked with. */
  wanted: string;
  /** Those that this is the answer for; nothing while there is none. */
  answered: string | undefined;
  data: Data | undefined;
  failed: boolean;
}

/** The last whole answer, and nothing from before where something else was asked for since. */
export function held<Data>(before: Held<Data> | undefined, { answered, data, failed }: Result<Data>): Held<Data> | undefined {
  if (answered === undefined || failed || data === undefined) {
    return before;
  }
  return before?.wanted === answered && before.data === data ? before : { wanted: answered, data };
}

/** A part of an answer is shown only where nothing whole was there before: people may be at work in that. */
export function kept<Data>(before: Held<Data> | undefined, { wanted, data, failed }: Result<Data>): Data | undefined {
  return (failed || data === undefined) && before?.wanted === wanted ? before.data : data;
}
