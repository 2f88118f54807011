// Writes a file of types and typed documents beside each *.graphql in src/: `page.graphql` becomes
// `page.gql.ts`. A page so loads its own operations only. Fragments of src/ui are there for all. It needs the
// schema's file and no server.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { Kind, parse, visit } from "graphql";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => parse(readFileSync(path, "utf8"));

const schema = read(here("../../api/schema.graphql"));

const files = readdirSync(here("../src"), { recursive: true })
  .filter((name) => name.endsWith(".graphql"))
  .map((name) => here(`../src/${name}`));

const shared = new Map(
  files
    .filter((path) => path.startsWith(here("../src/ui/")))
    .flatMap((path) => read(path).definitions)
    .filter((it) => it.kind === Kind.FRAGMENT_DEFINITION)
    .map((it) => [it.name.value, it]),
);

/** The shared fragments that a document spreads and does not define, and what these spread. */
function needed(document) {
  const own = new Set(document.definitions.map((it) => it.name.value));
  const found = new Set();
  const look = (node) =>
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = shared.get(name.value);
        if (fragment !== undefined && !own.has(name.value) && !found.has(fragment)) {
          found.add(fragment);
          look(fragment);
        }
      },
    });
  look(document);
  return { kind: Kind.DOCUMENT, definitions: [...found] };
}

for (const path of files) {
  const document = read(path);
  const filename = path.replace(/\.graphql$/, ".gql.ts");
  const fragments = [{ location: "../src/ui", document: needed(document) }];
  const text = await codegen({
    filename,
    schema,
    documents: [{ location: path, document }, ...fragments.filter((it) => it.document.definitions.length > 0)],
    config: {
      useTypeImports: true,
      // A scalar that is not named below is a mistake, not `any`.
      strictScalars: true,
      scalars: {
        DateTime: "string",
        JSON: "unknown",
        // A text: JavaScript's numbers are not exact beyond 2^53.
        Position: { input: "string", output: "string" },
        Secret: "string",
      },
      // The cases of an enum as texts, which `switch` tells apart.
      enumType: "string-literal",
      skipTypename: true,
    },
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations, documents },
  });
  writeFileSync(filename, text);
}
