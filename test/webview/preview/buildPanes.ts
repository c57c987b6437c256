// Builds the panes' pages as the product does, into a folder of their own, for tests and pictures in a plain browser.
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..", "..");

/**
 * @param folder gets a script and styles of each of `trace`, `sidebar` and `agents`, and the icon font.
 */
export async function buildPanes(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
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
    outdir: folder,
    loader: { ".ttf": "copy" },
    entryNames: "[name]",
    assetNames: "[name]",
  });
}
