/** What is on record, in words. What is newer than this page is told by its own name. */
import { text } from "../text";
import { phrase } from "./phrase";

const NOUNS: Readonly<Record<string, string>> = text.audit.nouns;

export function happening(type: string): string {
  return text.audit.happenings[type] ?? phrase(type);
}

export function noun(streamType: string): string {
  return NOUNS[streamType] ?? phrase(streamType);
}

/** All that can be on record: whoever shows the whole of it is told of each. */
export const EVERYTHING: readonly string[] = Object.keys(NOUNS);
