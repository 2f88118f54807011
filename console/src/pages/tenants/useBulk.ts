/** Looks at many tenants, then starts those that can; each with an outcome of its own. */
import { useEffect, useRef, useState } from "react";
import { useClient } from "urql";

import { faultOf } from "../../ui/fault";
import type { Fault } from "../../ui/fault";
import { lookedAt, someAtATime } from "./bulk";
import type { Candidate, Progress } from "./bulk";
import { DryRunOfManyDocument, RegisterForManyDocument, StartOneOfManyDocument } from "./page.gql";

/** Looks at the clouds that are under way at the same time. */
const AT_ONCE = 4;

export interface Bulk {
  progress: ReadonlyMap<string, Progress>;
  running: boolean;
  /** Starts these, after a customer was registered for those that have none. */
  start: (candidates: readonly Candidate[]) => void;
}

export function useBulk(candidates: readonly Candidate[], template: string | undefined, may: boolean): Bulk {
  const client = useClient();
  const [progress, setProgress] = useState<ReadonlyMap<string, Progress>>(new Map());
  const [running, setRunning] = useState(false);
  // What is sent again after nobody knew whether it arrived goes by the same key.
  const keys = useRef(new Map<string, string>());
  const all = useRef(candidates);
  all.current = candidates;

  const keyOf = (what: string) => {
    const key = keys.current.get(what) ?? crypto.randomUUID();
    keys.current.set(what, key);
    return key;
  };
  const set = (tenantId: string, now: Progress) => setProgress((before) => new Map(before).set(tenantId, now));

  const look = async (one: Candidate, customer: string, template: string): Promise<Progress> => {
    const wish = { customer, tenant: one.tenantId, template };
    const { data, error } = await client
      .query(DryRunOfManyDocument, { wish }, { requestPolicy: "network-only" })
      .toPromise();
    return data === undefined
      ? { state: "BLOCKED", faults: error === undefined ? [] : [faultOf(error)] }
      : lookedAt(data.onboardingDryRun);
  };

  useEffect(() => {
    if (template === undefined || !may) {
      return undefined;
    }
    let over = false;
    setProgress(new Map());
    void someAtATime(all.current, AT_ONCE, async (one) => {
      if (over) {
        return;
      }
      if (one.customer === undefined) {
        set(one.tenantId, { state: "NO_CUSTOMER", faults: [] });
        return;
      }
      set(one.tenantId, { state: "LOOKING", faults: [] });
      const now = await look(one, one.customer, template);
      if (!over) {
        set(one.tenantId, now);
      }
    });
    return () => {
      over = true;
    };
    // The candidates are those that were there when it began.
  }, [template, may]);

  const register = async (one: Candidate): Promise<string | readonly Fault[]> => {
    // The same after a reload too: a tenant is not to have two customers.
    const input = { name: one.name, idempotencyKey: `customer of the tenant ${one.tenantId}` };
    const { data, error } = await client.mutation(RegisterForManyDocument, { input }).toPromise();
    return data?.customerRegister.customer?.id ?? data?.customerRegister.userErrors ?? (error ? [faultOf(error)] : []);
  };

  const startOne = async (one: Candidate, template: string) => {
    set(one.tenantId, { state: "STARTING", faults: [] });
    const customer = one.customer ?? (await register(one));
    if (typeof customer !== "string") {
      set(one.tenantId, { state: "REFUSED", faults: customer });
      return;
    }
    if (one.customer === undefined) {
      const now = await look(one, customer, template);
      if (now.state !== "READY") {
        set(one.tenantId, now);
        return;
      }
    }
    const wish = { customer, tenant: one.tenantId, template };
    const input = { wish, idempotencyKey: keyOf(`start ${one.tenantId} ${template}`) };
    const { data, error } = await client.mutation(StartOneOfManyDocument, { input }).toPromise();
    const faults = data?.onboardingStart.userErrors ?? (error === undefined ? [] : [faultOf(error)]);
    set(one.tenantId, { state: data !== undefined && faults.length === 0 ? "STARTED" : "REFUSED", faults });
  };

  const start = (chosen: readonly Candidate[]) => {
    if (template === undefined || running) {
      return;
    }
    setRunning(true);
    void someAtATime(chosen, AT_ONCE, (one) => startOne(one, template)).finally(() => setRunning(false));
  };
  return { progress, running, start };
}
