// Lists every document that the console sends, in the very words that it sends it in: a server that answers known
// documents only knows these by it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatDocument, stringifyDocument } from "@urql/core";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const WRITTEN = /^export const \w+Document = (\{.*\}) as unknown as DocumentNode</gm;

const texts = new Set();
const files = readdirSync(here("../src"), { recursive: true }).filter((name) => name.endsWith(".gql.ts"));
for (const name of files) {
  for (const [, written] of readFileSync(here(`../src/${name}`), "utf8").matchAll(WRITTEN)) {
    const document = JSON.parse(written);
    if (!document.definitions.some((it) => it.kind === "OperationDefinition")) {
      continue;
    }
    const told = document.definitions.some((it) => it.operation === "subscription");
    // What is kept has the names of types added to it; what the socket tells has not.
    texts.add(stringifyDocument(told ? document : formatDocument(document)));
  }
}
if (texts.size === 0) {
  throw new Error("no document was found: npm run generate comes first");
}
writeFileSync(here("../dist/documents.json"), `${JSON.stringify([...texts].sort(), undefined, 1)}\n`);
