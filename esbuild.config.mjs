// Bundles the command line, the demo, the extension with its panes and, on request, the bench: plain files, nothing
// needed beside Node or VS Code.
// KILO_DIST names another folder than dist, so that a build can be tried beside the one in use.
import { execFileSync } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { build, context, transform } from "esbuild";

const { version } = JSON.parse(await readFile("package.json", "utf8"));
const dist = resolve(process.env.KILO_DIST ?? "dist");
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

/**
 * esbuild splits a bundle into files in the newer module form only, and Node keeps no compiled code for those. So the
 * split files are put into the older form, in which src/cli/start loads them.
 */
const olderForm = {
  name: "older-form",
  setup(made) {
    made.onEnd(async ({ outputFiles = [] }) => {
      for (const { path, text } of outputFiles) {
        const { code } = await transform(text, {
          format: "cjs",
          platform: "node",
          target: "node20",
          charset: "ascii",
          minify: true,
          supported: { "dynamic-import": false },
        });
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, code);
      }
    });
  },
};

const plain = { ...shared, format: "cjs", outExtension: { ".js": ".cjs" } };

const split = {
  ...shared,
  format: "esm",
  splitting: true,
  outExtension: { ".js": ".cjs" },
  minify: true,
  write: false,
  plugins: [olderForm],
};

const program = {
  // What one verb does not need stands in a file another verb loads: only what runs is read and compiled.
  ...split,
  entryPoints: { main: "src/cli/main.ts" },
  outdir: join(dist, "program"),
};

const options = [
  program,
  {
    ...plain,
    entryPoints: {
      "kilo-code": "src/cli/start/main.ts",
      worker: "src/cli/start/worker.ts",
      record: "src/cli/start/record.ts",
      recordWorker: "src/cli/start/recordWorker.ts",
    },
    outdir: dist,
    banner: { js: "#!/usr/bin/env node" },
    minify: true,
  },
  {
    // The process of an agent of a session: the tools alone.
    ...plain,
    entryPoints: { worker: "src/core/fleet/workers/worker.ts" },
    outdir: join(dist, "agent"),
    minify: true,
  },
  {
    ...plain,
    entryPoints: {
      main: "src/demo/main.ts",
      recordRuns: "src/demo/recordRuns.ts",
      serve: "src/demo/serve.ts",
    },
    outdir: join(dist, "demo"),
  },
  {
    // A window pays for what it uses: the engine is a file of its own, read when the first run is.
    ...split,
    entryPoints: { extension: "src/extension/extension.ts" },
    outdir: dist,
    chunkNames: "extension/[name]-[hash]",
    external: ["vscode"],
  },
  {
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "chrome130",
    jsx: "automatic",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"' },
    entryPoints: {
      sidebar: "webview-ui/src/sidebar.tsx",
      trace: "webview-ui/src/trace.tsx",
      agents: "webview-ui/src/agents.tsx",
    },
    outdir: join(dist, "webview"),
    // The icon font and its styles are files of their own; the policy of the panes allows them from here only.
    loader: { ".ttf": "copy" },
    entryNames: "[name]",
    assetNames: "[name]",
  },
];
if (withBench) {
  const entryPoints = { main: "test/bench/main.ts", bareFix: "test/bench/bareFix.ts" };
  options.push({ ...plain, entryPoints, outdir: join(dist, "bench") });
}

/** What was packed stays: the README tells to install it, and `npm run demo` builds too. */
async function emptyDist() {
  await mkdir(dist, { recursive: true });
  const built = (await readdir(dist)).filter((name) => !/\.(?:vsix|tgz)$/.test(name));
  for (const name of built) await rm(join(dist, name), { recursive: true, force: true });
}

/** The compiled grammars that src/core/syntax reads beside the program. */
async function copyGrammars() {
  const from = "node_modules/@vscode/tree-sitter-wasm/wasm";
  await mkdir(join(dist, "grammars"), { recursive: true });
  const names = ["bash", "typescript", "tsx", "javascript", "python", "go", "rust", "java"];
  const grammars = names.map((name) => `tree-sitter-${name}.wasm`);
  for (const file of ["tree-sitter.js", "tree-sitter.wasm", ...grammars]) {
    await cp(join(from, file), join(dist, "grammars", file));
  }
}

/** Keeps the code V8 compiles in two short runs and in an agent's process; where that fails (no git, say) the program only starts slower. */
async function recordCode() {
  const [record, recordWorker] = [join(dist, "record.cjs"), join(dist, "recordWorker.cjs")];
  const recordRuns = join(dist, "demo", "recordRuns.cjs");
  try {
    execFileSync(process.execPath, [recordRuns], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (thrown) {
    console.warn(`${basename(dist)} has no compiled code and starts slower: ${thrown.stderr ?? thrown}`);
  }
  // A recording that is refused costs more than none, and nobody would see it.
  execFileSync(process.execPath, [record, "--version"], { stdio: ["ignore", "ignore", "inherit"] });
  for (const file of [record, recordWorker, recordRuns]) await rm(file);
}

if (watching) {
  // V8 knows its code by the length of the text alone; what is built again must not meet an older recording.
  for (const part of ["program", "agent"])
    await rm(join(dist, part, "code"), { recursive: true, force: true });
  for (const one of options) await (await context(one)).watch();
} else {
  await emptyDist();
  for (const one of options) await build(one);
  await chmod(join(dist, "kilo-code.cjs"), 0o755);
  await copyGrammars();
  await cp("src/demo/sample", join(dist, "demo", "sample"), { recursive: true });
  await recordCode();
}
