/** The tenants that changed last, each once, the newest change first. */
interface Change {
  position: string;
  tenantId: string;
}

const SHOWN = 10;

/** Positions are numbers that may be larger than those of JavaScript. A change told again changes nothing. */
export function withChange<It extends Change>(before: readonly It[], change: It): readonly It[] {
  const known = before.find(({ tenantId }) => tenantId === change.tenantId);
  if (known !== undefined && BigInt(known.position) > BigInt(change.position)) {
    return before;
  }
  return [change, ...before.filter((it) => it !== known)]
    .sort((a, b) => (BigInt(a.position) < BigInt(b.position) ? 1 : -1))
    .slice(0, SHOWN);
}

/** So many events are looked through for them. */
const BACK = 300n;

export function startOf(head: string): string {
  const start = BigInt(head) - BACK;
  return String(start < 0n ? 0n : start);
}
