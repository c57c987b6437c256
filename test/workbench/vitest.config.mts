// The tests in a real workbench: one after another, as each has a browser and an extension host of its own.
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: join(import.meta.dirname, "..", ".."),
  test: {
    include: ["test/workbench/**/*.test.ts"],
    setupFiles: ["test/workbench/showFailure.ts"],
    globalSetup: ["test/workbench/setup.ts"],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
  },
});
