// Brings the parts of others into the package: node build.js, after npm ci. Licences go with them.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "..", "lpipgraph", "pages", "vendor");
rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.js"],
  outfile: join(vendor, "editor.js"),
  bundle: true,
  minify: true,
  format: "iife", // a module would not load from a folder
  target: "es2022",
  legalComments: "none",
  metafile: true,
});
copyFileSync(join(here, "node_modules/cytoscape/dist/cytoscape.min.js"), join(vendor, "cytoscape.min.js"));

const packages = new Set(["cytoscape"]);
for (const input of Object.keys(metafile.inputs)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const licences = [...packages].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} comes without the text of its licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync(join(vendor, "licences.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));

// what is built is told from what was built of other sources
const digest = createHash("sha256");
for (const name of ["package-lock.json", "build.js", "src/editor.js"]) {
  if (existsSync(join(here, name))) digest.update(readFileSync(join(here, name)));
}
writeFileSync(join(vendor, "BUILT"), `${digest.digest("hex")}\n`);
console.log(`${packages.size} packages in ${vendor}`);
