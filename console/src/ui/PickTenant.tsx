/** One of a customer's tenants. Where there is only one it is that. */
import { Field, Select } from "@fluentui/react-components";
import { useEffect, useRef } from "react";

import { text } from "../text";
import { useAsk } from "./ask";
import { TenantsToPickDocument } from "./picks.gql";

interface PickTenantProps {
  customer: string | undefined;
  /** The tenant's id at Microsoft. */
  value: string | undefined;
  change: (tenantId: string | undefined) => void;
}

const words = text.approvals.pick;

export function PickTenant({ customer, value, change }: PickTenantProps) {
  const pause = customer === undefined;
  const found = useAsk(TenantsToPickDocument, { customer: customer ?? "" }, { pause, live: ["tenant", "tenant_holding"] });
  const rows = pause ? [] : (found.data?.tenants.edges.map((edge) => edge.node) ?? []);
  const only = rows.length === 1 ? rows[0]?.tenantId : undefined;
  const call = useRef(change);
  call.current = change;
  useEffect(() => {
    if (value === undefined && only !== undefined) {
      call.current(only);
    }
  }, [value, only]);
  const none = pause ? words.customerFirst : found.data !== undefined && rows.length === 0 ? words.noTenants : undefined;
  return (
    <Field label={words.tenant} required {...(none === undefined ? {} : { hint: none })}>
      <Select
        value={value ?? ""}
        disabled={pause}
        onChange={(_, data) => change(data.value === "" ? undefined : data.value)}
      >
        <option value="">{words.choose}</option>
        {rows.map((row) => (
          <option key={row.id} value={row.tenantId}>
            {row.domain === null ? row.name : `${row.name} (${row.domain})`}
          </option>
        ))}
      </Select>
    </Field>
  );
}
