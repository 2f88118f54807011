// Writes dist/: the page, what it loads under names that hold a hash, and the licences of all that is in it.
// Texts are there packed as well.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const PUBLIC = "/graphiql/assets";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const dist = (name = "") => here(`dist/${name}`);

const settings = {
  absWorkingDir: here("."),
  bundle: true,
  minify: true,
  target: "es2022",
  outdir: dist(),
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: PUBLIC,
  loader: { ".ttf": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

for (const name of readdirSync(dist()).filter((name) => name !== ".gitignore")) {
  rmSync(dist(name));
}

/** The addresses of what was built of the entries. */
function addresses(metafile) {
  const found = {};
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const name = path.split("/").pop();
    if (output.entryPoint) {
      found[output.entryPoint] = { script: `${PUBLIC}/${name}`, style: undefined };
      if (output.cssBundle) {
        found[output.entryPoint].style = `${PUBLIC}/${output.cssBundle.split("/").pop()}`;
      }
    }
  }
  return found;
}

const sources = {
  editor: "node_modules/monaco-editor/esm/vs/editor/editor.worker.js",
  graphql: "node_modules/monaco-graphql/esm/graphql.worker.js",
  json: "node_modules/monaco-editor/esm/vs/language/json/json.worker.js",
};
const workers = await build({ ...settings, format: "iife", entryPoints: Object.values(sources) });
const built = addresses(workers.metafile);
const where = Object.fromEntries(Object.entries(sources).map(([label, path]) => [label, built[path].script]));

const page = await build({
  ...settings,
  format: "esm",
  splitting: true,
  entryPoints: ["src/page.tsx"],
  define: { ...settings.define, WORKERS: JSON.stringify(where) },
});
const { script, style } = addresses(page.metafile)["src/page.tsx"];
const html = readFileSync(here("src/index.html"), "utf8");
writeFileSync(dist("index.html"), html.replace("{{page.js}}", script).replace("{{page.css}}", style));

/** The packages whose files went into what was built. */
const packages = new Set(
  [workers, page]
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter((folder) => folder !== undefined),
);
const licences = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(here(`${folder}/package.json`), "utf8"));
  const file = readdirSync(here(folder)).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const text = file === undefined ? "" : readFileSync(here(`${folder}/${file}`), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
});
writeFileSync(dist("licences.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));

for (const name of readdirSync(dist()).filter((name) => /\.(js|css|txt)$/.test(name))) {
  writeFileSync(dist(`${name}.gz`), gzipSync(readFileSync(dist(name)), { level: 9 }));
}
