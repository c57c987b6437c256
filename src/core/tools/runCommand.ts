// run_command: one line for a shell, in a folder of the project, with limits the model can only narrow.
import { join } from "node:path";
import * as z from "zod";
import { toFailure } from "../../protocol/failure";
import type { Shell, ShellResult } from "../process/runShell";
import type { SandboxPlan } from "../process/sandbox/plan";
import { notStarted } from "../process/shell";
import { frozenByLine, frozenByOutput } from "./frozenRepository";
import { type HeldFolder, holdAbove, holdItself } from "./heldFolder";
import { optionalFlag, optionalNumber, optionalText } from "./inputs";
import { type InsidePath, resolveInside } from "./paths";
import { defineTool, type Tool, type ToolContext, type ToolOutput, toolError } from "./tool";
import { failed } from "./writeCall";

/** Bytes of output kept at both ends; what the model is told is clipped later, the rest stays readable. */
export const keptBytes = 1_500_000;

const input = z.object({
  command: z.string().min(1),
  cwd: optionalText("folder"),
  timeout: optionalNumber("seconds; only shortens the limit"),
});

const inputWithNetwork = input.extend({
  network: optionalFlag("true where it needs the internet; the user is asked once"),
});

const about =
  "Run a bash command in the project. It gets no input and no terminal; its background jobs end with it.";
const held = "A sandbox lets it write only to the project (not to .git) and /tmp.";

/**
 * @param sandbox what commands run in; null for none. Where `mayAsk`, a call may ask for the network: a person answers,
 *   never this tool.
 */
export function createRunCommand(shell: Shell, sandbox: Pick<SandboxPlan, "mayAsk"> | null): Tool {
  const mayAsk = sandbox?.mayAsk ?? false;
  return defineTool({
    name: "run_command",
    description: sandbox ? `${about} ${held}` : about,
    input: mayAsk ? inputWithNetwork : input,
    prepare: async ({ command, cwd, timeout, ...wish }: Wish, context) => {
      const network = mayAsk && wish.network === true;
      const folder = resolveInside(context.root, cwd ?? context.cwd ?? ".");
      if (!folder.ok) return failed(folder.failure);
      const { relative, stats } = folder.value;
      // An agent's own folder may be one it is to begin, also where it is named.
      const isOwn = context.cwd !== undefined && (cwd === undefined || relative === context.cwd);
      const isToCome = stats === null && isOwn;
      if (!isToCome && !stats?.isDirectory())
        return toolError(`The working directory ${relative} is not a folder.`);
      // Nobody is asked about what cannot be done whatever they answer.
      const frozen = sandbox && frozenByLine(command, folder.value, context.root);
      if (frozen) return toolError(frozen, ".git is read-only");
      return {
        effect: "command",
        targets: [command],
        command: {
          line: command,
          cwd: relative === "." ? "" : relative,
          ...(network ? { network: true as const } : {}),
        },
        run: () =>
          run(shell, context, { line: command, folder: folder.value, timeout: timeout ?? 0, network }),
      };
    },
  });
}

type Wish = z.output<typeof inputWithNetwork>;

async function run(
  shell: Shell,
  { root, limits, signal, runTag, live }: ToolContext,
  { line, folder, timeout, network }: { line: string; folder: InsidePath; timeout: number; network: boolean },
): Promise<ToolOutput> {
  const wallMs = timeout > 0 ? Math.min(limits.commandWallMs, timeout * 1000) : limits.commandWallMs;
  const asked = {
    line,
    cwd: folder.absolute,
    root,
    network,
    wallMs,
    idleMs: limits.commandIdleMs,
    signal,
    runTag,
    onOutput: live,
    maxKept: keptBytes,
  };
  const result = await inFolder(folder, (entry) => shell.run({ ...asked, entry }));
  const { end, exitCode, text, failure } = result;
  const head = failure ? failure.message : `${endWords(result)}.`;
  const shown = end === "not-started" ? "" : text.trim() === "" ? "\n(no output)" : `\n${text}`;
  const frozen = exitCode === 0 ? null : frozenByOutput(text);
  return {
    text: frozen === null ? head + shown : `${(head + shown).trimEnd()}\n[${frozen}]`,
    note: `${endWords(result)} · ${(result.ms / 1000).toFixed(1)} s`,
    exitCode,
    // An exit code other than 0 is an answer, not an error of the tool.
    ...(end === "exited" ? {} : { isError: true }),
    ...(failure ? { failure } : {}),
  };
}

/** Keeps the folder open until the command has ended: it is entered by that, not by a name that may lead elsewhere now. */
async function inFolder(
  folder: InsidePath,
  work: (entry: string) => Promise<ShellResult>,
): Promise<ShellResult> {
  let held: HeldFolder;
  try {
    if (folder.stats === null) holdAbove(entryOf(folder), true).release();
    held = holdItself(folder);
  } catch (thrown) {
    return notStarted(toFailure(thrown, "tool-failed"));
  }
  try {
    return await work(held.at("."));
  } finally {
    held.release();
  }
}

/** Something in a folder: who holds what is above it holds the folder. */
function entryOf({ absolute, relative }: InsidePath) {
  return { absolute: join(absolute, "entry"), relative: `${relative}/entry` };
}

function endWords({ end, exitCode, signal }: ShellResult): string {
  if (end === "exited") return `exit ${exitCode}`;
  if (end === "signalled") return `ended by ${signal}`;
  return { "timed-out": "timed out", idle: "idle, ended", "not-started": "not started" }[end];
}
