/** Names as programs write them, as people read them. */

const SHORT: Readonly<Record<string, string>> = { api: "API", gdap: "GDAP", id: "ID", ids: "IDs", url: "URL", upn: "UPN", msp: "MSP" };

/** "AppAccessMissing" and "app_access_missing" are both "App access missing". */
export function phrase(name: string): string {
  const words = name
    .replaceAll("_", " ")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(" ")
    .map((word) => SHORT[word] ?? word)
    .join(" ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
