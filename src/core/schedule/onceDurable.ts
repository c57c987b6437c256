// Every door through which a run acts, shut until its log is on disk: models, shell commands, tools, git, checkpoints.
// Where the store syncs at once nothing waits. What is only shown, read or counted passes by.
import type { FailureError } from "../../protocol/failure";
import type { Checkpoints } from "../git/checkpoints";
import type { Git } from "../git/git";
import type { RunStore } from "../log/store";
import type { Shell } from "../process/runShell";
import type { Provider } from "../providers/provider";
import { isPrepared, type Tool } from "../tools/tool";
import type { Runtime } from "./runtime";

type Doors = Pick<Runtime, "shell" | "tools" | "provider" | "git" | "checkpoints">;
type Durable = () => Promise<void> | null;
/** Asked where an effect has steps between its order and its beginning. */
type Lost = () => FailureError | null;

/**
 * The same handles, whose effects begin once all facts that came before them are durable.
 * They reject with the log's own FailureError where it cannot be synced: then nothing was done.
 */
export function onceDurable<Handles extends Doors>(
  handles: Handles,
  store: Pick<RunStore, "durable" | "lost">,
): Handles {
  const { shell, tools, provider, git, checkpoints } = handles;
  const durable = () => store.durable();
  const lost = () => store.lost();
  return {
    ...handles,
    shell: shellOnce(shell, durable, lost),
    tools: new Map([...tools].map(([name, tool]) => [name, toolOnce(tool, durable)])),
    provider: (binding: Parameters<Doors["provider"]>[0]) => providerOnce(provider(binding), durable),
    git: (folder: string) => gitOnce(git(folder), durable),
    checkpoints: (root: string) => checkpointsOnce(checkpoints(root), durable),
  };
}

function shellOnce(shell: Shell, durable: Durable, lost: Lost): Shell {
  return {
    async run(command) {
      await durable();
      return shell.run({ ...command, lost });
    },
  };
}

function toolOnce(tool: Tool, durable: Durable): Tool {
  return {
    ...tool,
    async prepare(input, context) {
      const prepared = await tool.prepare(input, context);
      if (!isPrepared(prepared) || prepared.effect === "read") return prepared;
      const run = async () => {
        await durable();
        return prepared.run();
      };
      return { ...prepared, run };
    },
  };
}

function providerOnce(provider: Provider, durable: Durable): Provider {
  return {
    api: provider.api,
    stream(request, signal) {
      const wait = durable();
      return wait
        ? streamAfter(wait, () => provider.stream(request, signal))
        : provider.stream(request, signal);
    },
  };
}

async function* streamAfter<Part>(wait: Promise<void>, begin: () => AsyncIterable<Part>) {
  await wait;
  yield* begin();
}

/** Not its reads: git cannot tell them, and they are few. */
function gitOnce(git: Git, durable: Durable): Git {
  return {
    folder: git.folder,
    kept: git.kept,
    hasWorked: () => git.hasWorked(),
    async run(args, options) {
      await durable();
      return git.run(args, options);
    },
    async runBytes(args, options) {
      await durable();
      return git.runBytes(args, options);
    },
    async ask(command, options) {
      await durable();
      return git.ask(command, options);
    },
    at: (folder, variables, settings) => gitOnce(git.at(folder, variables, settings), durable),
  };
}

function checkpointsOnce(checkpoints: Checkpoints, durable: Durable): Checkpoints {
  return {
    ...checkpoints,
    async take(label, created, keep) {
      await durable();
      return checkpoints.take(label, created, keep);
    },
    async restore(request) {
      await durable();
      return checkpoints.restore(request);
    },
    async dropRefs() {
      await durable();
      return checkpoints.dropRefs();
    },
  };
}
