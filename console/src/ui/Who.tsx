/** Who did something: people by name, the engine as itself. */
import { useQuery } from "urql";

import { text } from "../text";
import { MemberNamesDocument } from "./who.gql";

interface Origin {
  actorKind: string;
  actor: string;
  actorName: string | null;
  source: string;
}

/** The names of the team, by the ids under which they are on record. It is asked for once for all of a page. */
export function useNames(): ReadonlyMap<string, string> {
  const [{ data }] = useQuery({ query: MemberNamesDocument, requestPolicy: "cache-first" });
  return new Map(data?.members.edges.map(({ node }) => [node.memberId, node.name]));
}

export function Who({ of }: { of: Origin | null | undefined }) {
  if (of === null || of === undefined) {
    return text.common.unknown;
  }
  if (of.actorKind === "SAGA" || (of.actorKind === "SERVICE" && of.source === "ENGINE")) {
    return text.audit.byItself;
  }
  return of.actorName ?? (of.actorKind === "OPERATOR" ? text.audit.byOperator(of.actor) : of.actor);
}
