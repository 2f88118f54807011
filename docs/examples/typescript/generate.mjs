// Writes src/generated.ts: the types of every operation in operations/, and the operations as typed
// documents. It needs the schema's file and no server.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const here = (path) => new URL(path, import.meta.url);
const read = (path) => parse(readFileSync(here(path), "utf8"));

const filename = "src/generated.ts";
const files = readdirSync(here("operations/")).filter((name) => name.endsWith(".graphql"));

const text = await codegen({
  filename,
  schema: read("../../../api/schema.graphql"),
  documents: files.map((name) => ({ location: name, document: read(`operations/${name}`) })),
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
  },
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations, documents },
});
writeFileSync(here(filename), text);
