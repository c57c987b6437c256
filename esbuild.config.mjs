// Bundles the command line, the demo and, on request, the bench: plain files, nothing needed beside Node.
// KILO_DIST names another folder than dist, so that a build can be tried beside the one in use.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, context } from "esbuild";

const { version } = JSON.parse(await readFile("package.json", "utf8"));
const dist = process.env.KILO_DIST ?? "dist";
const watching = process.argv.includes("--watch");
const withBench = process.argv.includes("--bench");

const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  sourcemap: false,
  legalComments: "none",
  logLevel: "warning",
  define: { __KILO_VERSION__: JSON.stringify(version), "process.env.WS_NO_BUFFER_UTIL": '"1"' },
};

/** Bundled packages in the older form call `require` for Node's own modules. */
const requireBanner =
  'import{createRequire as __kiloCreateRequire}from"node:module";const require=__kiloCreateRequire(import.meta.url);';

const plain = { ...shared, format: "cjs", outExtension: { ".js": ".cjs" } };

const options = [
  {
    // What one verb does not need stands in a file another verb loads: only what runs is read and compiled.
    ...shared,
    format: "esm",
    splitting: true,
    entryPoints: { main: "src/cli/main.ts" },
    outdir: join(dist, "program"),
    outExtension: { ".js": ".mjs" },
    banner: { js: requireBanner },
    minify: true,
  },
  { ...plain, entryPoints: { main: "src/demo/main.ts" }, outdir: join(dist, "demo") },
];
if (withBench)
  options.push({ ...plain, entryPoints: { main: "test/bench/main.ts" }, outdir: join(dist, "bench") });

/** The file a shell calls. It keeps its name and form, whatever the program behind it is made of. */
const starter = `#!/usr/bin/env node
import("./program/main.mjs");
`;

if (watching) {
  for (const one of options) await (await context(one)).watch();
} else {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, "kilo-code.cjs"), starter, { mode: 0o755 });
  for (const one of options) await build(one);
  await cp("src/demo/sample", join(dist, "demo", "sample"), { recursive: true });
}
