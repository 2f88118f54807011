/** Which template, and which version of it, a text such as `ID version 3` or `ID/3` names. */
export function templateOf(told: string | null): { id: string; version: number } | undefined {
  const [, id, version] = /^([0-9a-f-]{36})\D+(\d+)$/.exec(told ?? "") ?? [];
  return id === undefined || version === undefined ? undefined : { id, version: Number(version) };
}
