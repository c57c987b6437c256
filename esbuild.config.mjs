// Bundles the command line, the demo and, on request, the bench: one file each, nothing needed beside Node.
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { build, context } from "esbuild";

const { version } = JSON.parse(await readFile("package.json", "utf8"));
const watching = process.argv.includes("--watch");
const withBench = process.argv.includes("--bench");

const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  sourcemap: false,
  legalComments: "none",
  logLevel: "warning",
  define: { __KILO_VERSION__: JSON.stringify(version), "process.env.WS_NO_BUFFER_UTIL": '"1"' },
};

/** Heavy parts that a run may not need stand in files of their own and are loaded when they are needed. */
const lazyParts = {
  "@anthropic-ai/sdk": "anthropicSdk",
  openai: "openaiSdk",
  "@clack/prompts": "prompts",
  "@pydantic/genai-prices": "prices",
};

const lazy = {
  name: "lazy-parts",
  setup(made) {
    made.onResolve({ filter: /^(@anthropic-ai\/sdk|openai|@clack\/prompts|@pydantic\/genai-prices)$/ }, (args) =>
      args.kind === "dynamic-import" ? { path: `./lazy/${lazyParts[args.path]}.cjs`, external: true } : undefined,
    );
  },
};

const options = [
  {
    ...shared,
    entryPoints: { "kilo-code": "src/cli/main.ts" },
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    banner: { js: "#!/usr/bin/env node" },
    minify: true,
    keepNames: true,
    plugins: [lazy],
  },
  {
    ...shared,
    entryPoints: Object.fromEntries(Object.entries(lazyParts).map(([name, file]) => [file, name])),
    outdir: "dist/lazy",
    outExtension: { ".js": ".cjs" },
    minify: true,
    keepNames: true,
  },
  { ...shared, entryPoints: { main: "src/demo/main.ts" }, outdir: "dist/demo", outExtension: { ".js": ".cjs" } },
];
if (withBench) {
  options.push({
    ...shared,
    entryPoints: { main: "test/bench/main.ts" },
    outdir: "dist/bench",
    outExtension: { ".js": ".cjs" },
  });
}

if (watching) {
  for (const one of options) await (await context(one)).watch();
} else {
  await rm("dist", { recursive: true, force: true });
  await mkdir("dist", { recursive: true });
  for (const one of options) await build(one);
  await cp("src/demo/sample", "dist/demo/sample", { recursive: true });
}
