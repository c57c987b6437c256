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
 * Tests that share what they load, as loading the engine takes longer than most of them. Not so where another file could
 * meet what a test leaves: the fake of VS Code, connections to Redis, processes, locks. Nor where git is started hundreds
 * of times: that takes longer the more memory the process has that starts it.
 */
const together = "test/{cli,core,demo,history,protocol,seeds,tree}/**/*.test.ts";
const alone = "test/core/{git,log,process,fleet/{pullRequest,remote,worktrees}}/**";

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
      {
        extends: true,
        test: {
          name: "together",
          include: [together],
          exclude: [...never, alone],
          isolate: false,
          runner: "test/sharedRunner.ts",
        },
      },
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
