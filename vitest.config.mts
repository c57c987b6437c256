import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // The real one exists in a window of VS Code only.
    alias: { vscode: fileURLToPath(new URL("test/extension/vscode.ts", import.meta.url)) },
    include: ["test/**/*.test.ts"],
    exclude: ["test/workbench/**", "test/fixtures/**", "test/runs/*/repo/**", "node_modules/**"],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
