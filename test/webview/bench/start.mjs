// Bundles the bench of the panes into a temporary folder and runs it there; `vscode` is the hand-made stand-in. The
// extension it measures is the one that was built before, in dist or where KILO_DIST says.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..", "..");
const folder = await mkdtemp(join(tmpdir(), "kilo-bench-webview-"));
const driver = createRequire(import.meta.url).resolve("playwright-core");

await build({
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "warning",
  outExtension: { ".js": ".cjs" },
  entryPoints: ["main", "activationChild", "streamChild", "openChild"].map(
    (name) => `test/webview/bench/${name}.ts`,
  ),
  outdir: folder,
  alias: { vscode: join(root, "test", "extension", "vscode.ts") },
  plugins: [
    {
      name: "driver",
      // Too large to bundle, and found from the repository only.
      setup: (made) =>
        made.onResolve({ filter: /^playwright-core$/ }, () => ({ path: driver, external: true })),
    },
  ],
});

const child = spawn(process.execPath, [join(folder, "main.cjs"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.once("close", async (code) => {
  await rm(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});
