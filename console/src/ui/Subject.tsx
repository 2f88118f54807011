/** What something happened to, by its name where it has one that people know. */
import { useQuery } from "urql";

import { noun } from "./happening";
import { CustomerCalledDocument, TenantCalledDocument, VendorCalledDocument } from "./subject.gql";

/** An onboarding is known by its tenant. */
const KINDS: Readonly<Record<string, "customer" | "tenant" | "vendor">> = {
  customer: "customer",
  tenant: "tenant",
  onboarding: "tenant",
  tenant_consent: "tenant",
  tenant_holding: "tenant",
  vendor_connection: "vendor",
};

function useCalled(type: string, id: string): string | undefined {
  const kind = KINDS[type];
  const once = { variables: { id }, requestPolicy: "cache-first" } as const;
  const [customer] = useQuery({ ...once, query: CustomerCalledDocument, pause: kind !== "customer" });
  const [tenant] = useQuery({ ...once, query: TenantCalledDocument, pause: kind !== "tenant" });
  const [vendor] = useQuery({ ...once, query: VendorCalledDocument, pause: kind !== "vendor" });
  switch (kind) {
    case "customer":
      return customer.data?.customer?.name;
    case "tenant":
      return tenant.data?.tenant?.name;
    case "vendor":
      return vendor.data?.vendorConnection?.name;
    default:
      return undefined;
  }
}

/** "Customer Adatum Bakery"; without a name its id. */
export function Subject({ type, id }: { type: string; id: string }) {
  const name = useCalled(type, id);
  return `${noun(type)} ${name ?? id}`;
}
