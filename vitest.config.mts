import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take more than half a minute begin first, so that no worker is left alone with one at the end. */
const long = [
  "runs/stories",
  "crash/killMatrix",
  "crash/sessionMatrix",
  "webview/trace/screens",
  "tree/killMatrix",
  "fleet/artifacts/messages",
  "webview/trace/hostile",
  "webview/agents/screens",
  "seeds/sevenWaves",
];
const place = ({ moduleId }: TestSpecification) => {
  const at = long.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return at < 0 ? long.length : at;
};

/**
 * Tests that share what they load, as loading the engine takes longer than most of them: those that play whole runs, and
 * those of single parts, apart from each other, for a process that has played thousands is large, and starting git from it
 * slow. So tests that start git hundreds of times stand alone, and those of which another file could meet what they leave:
 * the fake of VS Code, connections to Redis, processes, locks.
 */
const engine = ["test/{cli,seeds,tree}/**/*.test.ts", "test/core/{fleet,schedule}/**/*.test.ts"];
const parts = ["test/{demo,history,protocol}/**/*.test.ts", "test/core/!(fleet|schedule)/**/*.test.ts"];
const alone = "test/core/{git,log,process,fleet/{merge,pullRequest,remote,worktrees}}/**";
const shared = { isolate: false, runner: "test/sharedRunner.ts" };

const never = ["test/workbench/**", "test/fixtures/**", "test/runs/*/repo/**", "node_modules/**"];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    // The real one exists in a window of VS Code only.
    alias: { vscode: fileURLToPath(new URL("test/extension/vscode.ts", import.meta.url)) },
    projects: [
      { extends: true, test: { name: "engine", include: engine, exclude: [...never, alone], ...shared } },
      { extends: true, test: { name: "parts", include: parts, exclude: [...never, alone], ...shared } },
      {
        extends: true,
        test: {
          name: "apart",
          include: [
            "test/*.test.ts",
            "test/!(cli|core|demo|history|protocol|seeds|tree)/**/*.test.ts",
            `${alone}/*.test.ts`,
          ],
          exclude: never,
        },
      },
    ],
    // One more than the cores of a small machine: a test that waits for git or a browser shall leave none of them idle.
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second, as vitest has it, is less than a busy machine takes for a process.
    expect: { poll: { timeout: 30_000 } },
  },
});
