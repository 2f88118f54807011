// Finishes dist/: texts are there packed as well, the licences of all that is in it, and no route loads more than
// it may.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Packed bytes that the first visit of a route may cost. */
const MOST = 300_000;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const dist = (name) => here(`../dist/${name}`);

const manifest = JSON.parse(readFileSync(dist(".vite/manifest.json"), "utf8"));
const packed = (file) => gzipSync(readFileSync(dist(file)), { level: 9 });

// What earlier builds left is in no manifest.
const known = new Set(Object.values(manifest).flatMap((it) => [it.file, ...(it.css ?? []), ...(it.assets ?? [])]));
for (const name of readdirSync(dist("assets"))) {
  const path = `assets/${name}`;
  if (!known.has(path)) {
    rmSync(dist(path));
  }
}
for (const path of known) {
  writeFileSync(dist(`${path}.gz`), packed(path));
}
writeFileSync(dist("icon.svg.gz"), packed("icon.svg"));

/** The files that an entry needs before it runs. */
function needs(key, found = new Set()) {
  if (!found.has(key)) {
    found.add(key);
    for (const other of manifest[key].imports ?? []) {
      needs(other, found);
    }
  }
  return found;
}

const size = (keys) => {
  const files = new Set([...keys].flatMap((key) => [manifest[key].file, ...(manifest[key].css ?? [])]));
  return [...files].reduce((sum, file) => sum + statSync(dist(`${file}.gz`)).size, 0);
};

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const shell = needs(entry);
const routes = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && key.startsWith("src/pages/"));
const told = routes.map((route) => [route, size(new Set([...shell, ...needs(route)]))]);
told.sort(([, a], [, b]) => b - a);
const lines = [["(the frame alone)", size(shell)], ...told].map(
  ([name, bytes]) => `${(bytes / 1000).toFixed(0).padStart(5)} kB  ${name}`,
);
console.log(`What the first visit of each route loads, packed:\n${lines.join("\n")}`);
const over = told.filter(([, bytes]) => bytes > MOST);
if (over.length > 0) {
  console.error(`More than ${MOST / 1000} kB: ${over.map(([name]) => name).join(", ")}`);
  process.exit(1);
}
