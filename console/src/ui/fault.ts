/** What went wrong, in one shape: whatever the server or the network said. */
import type { CombinedError } from "urql";

import { text } from "../text";

export interface Fault {
  code: string | undefined;
  message: string;
  /** What was met, for those who look into it. */
  detail?: string | null | undefined;
  remedy?: string | null | undefined;
  whoActs?: string | null | undefined;
  helpPage?: string | null | undefined;
  path?: readonly string[] | null | undefined;
}

function word(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function faultOf(error: CombinedError): Fault {
  const [first] = error.graphQLErrors;
  if (first === undefined) {
    return { code: undefined, message: text.common.offline };
  }
  const code = word(first.extensions["code"]);
  return {
    code,
    message: first.message,
    remedy: word(first.extensions["remedy"]),
    whoActs: word(first.extensions["whoActs"]),
    helpPage: code === undefined ? undefined : `/help/${code}`,
  };
}

/** Whether all that is wrong is an address that names nothing: the page says so in its own words. */
export function isLost(error: CombinedError): boolean {
  const codes = error.graphQLErrors.map((it) => it.extensions["code"]);
  return codes.length > 0 && codes.every((it) => it === "NODE_ID_MALFORMED");
}

/** Whether nobody knows if it arrived. */
export function isOffline(error: CombinedError): boolean {
  return error.networkError !== undefined && error.graphQLErrors.length === 0;
}
