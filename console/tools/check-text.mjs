// No page says anything that is not in src/text: there are no words between tags, and none in what people read or hear.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Visitor, parseSync } from "rolldown/utils";

/** Attributes that are read or heard. */
const SAID = new Set(["aria-label", "alt", "content", "header", "hint", "label", "placeholder", "title", "words"]);

const src = fileURLToPath(new URL("../src", import.meta.url));
const files = readdirSync(src, { recursive: true }).filter((name) => name.endsWith(".tsx"));
const found = [];
for (const name of files) {
  const code = readFileSync(`${src}/${name}`, "utf8");
  const tell = (node, said) => {
    const line = code.slice(0, node.start).split("\n").length;
    found.push(`src/${name}:${line}: ${said.trim()}`);
  };
  const { program, errors } = parseSync(name, code);
  if (errors.length > 0) {
    throw new Error(`${name}: ${errors[0].message}`);
  }
  new Visitor({
    JSXText(node) {
      if (/\p{L}/u.test(node.value)) {
        tell(node, node.value);
      }
    },
    JSXAttribute(node) {
      const value = node.value;
      if (SAID.has(node.name.name) && value?.type === "Literal" && /\p{L}/u.test(String(value.value))) {
        tell(node, String(value.value));
      }
    },
  }).visit(program);
}
if (found.length > 0) {
  console.error(`Words that are not in src/text:\n${found.join("\n")}`);
  process.exit(1);
}
