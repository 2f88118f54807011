/** Who is signed in. Nobody: the sign-in page. No more: a question above the page, which stays as it is. */
import { createContext, use, useEffect, useState } from "react";
import type { ReactNode } from "react";
import { useQuery } from "urql";

import { Failed } from "../ui/Failed";
import { Loading } from "../ui/Loading";
import { onSessionOver } from "./client";
import { SessionDocument } from "./session.gql";
import type { Role, SessionQuery } from "./session.gql";
import { SignIn, SignInAgain } from "./SignIn";

export interface Session {
  viewer: SessionQuery["viewer"];
  /** Where the record stood when the page was opened. */
  since: string;
}

export const SessionContext = createContext<Session | undefined>(undefined);

export type { Role };

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) {
    throw new Error("asked for outside of a session");
  }
  return session;
}

/** Whether the viewer has one of these roles. */
export function useMay(...roles: readonly Role[]): boolean {
  return roles.includes(useSession().viewer.role);
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [{ data, error, fetching }, again] = useQuery({ query: SessionDocument });
  const [session, setSession] = useState<Session>();
  const [over, setOver] = useState(false);
  useEffect(() => onSessionOver(() => setOver(true)), []);
  useEffect(() => {
    if (data !== undefined && error === undefined) {
      setSession({ viewer: data.viewer, since: data.ledger.position });
      setOver(false);
    }
  }, [data, error]);
  const retry = () => again({ requestPolicy: "network-only" });
  if (session === undefined) {
    if (over) {
      return <SignIn />;
    }
    return error === undefined || fetching ? <Loading /> : <Failed error={error} again={retry} />;
  }
  return (
    <SessionContext value={session}>
      {children}
      {over ? <SignInAgain done={retry} /> : null}
    </SessionContext>
  );
}
