// In the order in which they are told.
import * as first from "./first.mjs";

export const STORIES = { ...first };
