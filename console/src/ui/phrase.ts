/** Names as programs write them, as people read them. */

const SHORT: Readonly<Record<string, string>> = { api: "API", gdap: "GDAP", id: "ID", ids: "IDs", url: "URL", upn: "UPN", msp: "MSP" };

/** What is told in the middle of a sentence, at its beginning. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** "AppAccessMissing" and "app_access_missing" are both "App access missing". */
export function phrase(name: string): string {
  const words = name
    .replaceAll("_", " ")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(" ")
    .map((word) => SHORT[word] ?? word)
    .join(" ");
  return capital(words);
}
