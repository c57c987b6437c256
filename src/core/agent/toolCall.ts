// The life of every tool call, once for all tools: validate, policy, approval, intent, run, clip, redact, settle.
import type * as z from "zod";
import type { Check } from "../../protocol/check";
import { FailureError, toFailure } from "../../protocol/failure";
import { firstLine } from "../../protocol/firstLine";
import type { Hash } from "../../protocol/ids";
import type { AssistantToolCall } from "../../protocol/message";
import type { TaskView } from "../../protocol/task";
import { callQuestion } from "../mcp/callQuestion";
import { approveFor } from "../policy/approveRule";
import type { ShellRules } from "../policy/commandPolicy";
import { pathPolicy } from "../policy/pathPolicy";
import { toolPolicy } from "../policy/toolPolicy";
import type { Judgement } from "../policy/verdict";
import { madeEffects } from "../tools/hashAt";
import {
  isPrepared,
  type PreparedCall,
  type Tool,
  type ToolContext,
  type ToolOutput,
  toolError,
} from "../tools/tool";
import { approvalOf, askApproval } from "./approve";
import { askLimit } from "./askLimit";
import { type CallInput, type CallOutcome, intend, settle } from "./callFacts";
import { engineCall } from "./engineCall";
import { askForNetwork } from "./networkQuestion";
import { scriptStamp, shellRules } from "./shellRules";
import { askUser, endTask, failTask } from "./specialCalls";
import { withTaint } from "./taint";
import type { TaskHost } from "./taskHost";

/** Runs one call to its settlement. Throws only when the run is paused or stopped meanwhile. */
export async function runToolCall(host: TaskHost, input: CallInput): Promise<CallOutcome> {
  const { call, task } = input;
  const lost = await host.treeReady(task, input.signal);
  if (lost) return failTask(host, input, lost);
  const tool = task.rights.tools.includes(call.name) ? host.tool(call.name) : undefined;
  const valid = validate(call, tool, task);
  if (typeof valid === "string") {
    intend(host, input, { effect: "read", targets: [] }, "deny", "the call cannot be used", null);
    return settle(host, input, toolError(valid, "unusable call"), { outcome: "error", unusable: true });
  }
  const toPerson = valid.tool.name === "ask_parent" && task.parent === null;
  if (valid.tool.name === "ask_user" || toPerson) return askUser(host, input, valid.value);
  const context = contextOf(host, input);
  const prepared = await valid.tool.prepare(valid.value, context).catch((thrown: unknown) => crashed(thrown));
  if (!isPrepared(prepared)) {
    intend(host, input, { effect: "read", targets: [] }, "deny", "the tool refused", null);
    return settle(host, input, prepared, { outcome: "error" });
  }
  if (prepared.effect === "engine") return engineCall(host, input, valid.value);
  if (prepared.effect === "ending") return endTask(host, input, valid.value);
  const verdict = async () =>
    withTaint(host.view(), prepared, judge(host, input, prepared, await shellRules(host, task, prepared)));
  let judged = await verdict();
  if (prepared.command?.network && judged.verdict !== "deny") {
    const refused = await askForNetwork(host, input, prepared);
    if (refused !== null) {
      intend(host, input, prepared, judged.verdict, judged.reason, null);
      return settle(host, input, toolError(refused, "no network"), { outcome: "rejected" });
    }
    // A person may have taken long: it is judged as things are now.
    judged = await verdict();
  }
  // What was judged is what runs: the line is put into the one spelling that was taken apart.
  if (judged.line !== undefined && judged.line !== prepared.command?.line) {
    const value = { ...(valid.value as object), command: judged.line };
    const again = await valid.tool.prepare(value, context).catch((thrown: unknown) => crashed(thrown));
    if (isPrepared(again)) return decideAndRun(host, input, again, judged);
  }
  return decideAndRun(host, input, prepared, judged);
}

function judge(
  host: TaskHost,
  input: CallInput,
  prepared: PreparedCall,
  shell: ShellRules | null,
): Judgement {
  const { settings, checks } = host.view();
  return toolPolicy({
    name: input.call.name,
    prepared,
    rights: input.task.rights,
    trusted: settings.trusted,
    approve: approveFor(settings, "edit", input.task),
    allowCommands: settings.allowCommands,
    checks: checks ?? [],
    protectedReason: guardedWrite(input.task, prepared),
    ...(shell ? { shell } : {}),
  });
}

/** What the disk tells of a target beyond its name: another name of the same file, a name that looks like its neighbour's. */
function guardedWrite({ root }: TaskView, { writes = [] }: PreparedCall): string | null {
  const judged = writes.map(({ path, after }) =>
    pathPolicy({ operation: after === null ? "delete" : "write", path, root, own: [] }),
  );
  return judged.find(({ verdict }) => verdict !== "allow")?.reason ?? null;
}

/** What the log shows in place of a secret; written into a file or a command it would destroy the real one. */
const placeholder = "[redacted:";

function validate(
  call: AssistantToolCall,
  tool: Tool | undefined,
  task: TaskView,
): string | { tool: Tool; value: unknown } {
  if (call.invalid) return `${call.invalid} Send the call again.`;
  if (!tool) return `There is no tool ${call.name} for you. Tools: ${task.rights.tools.join(", ")}.`;
  if (JSON.stringify(call.input ?? null).includes(placeholder)) {
    return `The arguments hold "${placeholder}…]", a mark that stands for a secret you are not shown. Leave that part of the file as it is, or ask the user to edit it.`;
  }
  const parsed = tool.input.safeParse(call.input);
  if (parsed.success) return { tool, value: parsed.data };
  return `The arguments do not fit ${call.name}: ${firstIssues(parsed.error)}`;
}

function firstIssues(error: z.ZodError): string {
  const issues = error.issues.slice(0, 4);
  return issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`).join("; ");
}

function contextOf(host: TaskHost, input: CallInput): ToolContext {
  const { task, transcript, signal, toolCall } = input;
  return {
    ...host.toolContext(task, signal),
    seen: transcript.seen,
    live: (text) => host.live({ type: "live.output", task: task.task, toolCall, check: null, text }),
  };
}

function crashed(thrown: unknown): ToolOutput {
  const why = toFailure(thrown, "tool-failed").message;
  return toolError(`The tool failed: ${why}`, `failed: ${firstLine(why)}`);
}

async function decideAndRun(
  host: TaskHost,
  input: CallInput,
  prepared: PreparedCall,
  policy: Judgement,
): Promise<CallOutcome> {
  const { task } = input;
  if (policy.verdict === "deny") {
    await askLimit(host, input, null);
    intend(host, input, prepared, "deny", policy.reason, null);
    return settle(host, input, toolError(`Not allowed: ${policy.reason}`, "not allowed"), {
      outcome: "rejected",
    });
  }
  let hash: Hash | null = null;
  if (policy.verdict === "ask") {
    const stamp = scriptStamp(task, prepared);
    const asked = approvalOf(question(input, prepared, policy.reason, stamp));
    const approval = policy.personOnly ? { ...asked, mustAsk: true } : asked;
    hash = approval.hash;
    await askLimit(host, input, hash);
    const answer = await askApproval(host, approval);
    if (answer.verdict === "rejected") {
      intend(host, input, prepared, "ask", policy.reason, hash);
      const why = answer.comment ? `: ${answer.comment}` : ".";
      return settle(host, input, toolError(`The user rejected this${why}`, "rejected"), {
        outcome: "rejected",
      });
    }
    if (scriptStamp(task, prepared) !== stamp) {
      intend(host, input, prepared, "ask", policy.reason, hash);
      const text =
        "A script it runs, or its folder, was changed after the question; ask again, so that what is run is what is shown.";
      return settle(host, input, toolError(text, "changed after the question"), { outcome: "rejected" });
    }
  }
  if (prepared.effect !== "read") {
    const blocked = await host.beforeEffect(task);
    if (blocked) {
      intend(host, input, { effect: "read", targets: [] }, "deny", blocked.message, hash);
      return settle(host, input, toolError(blocked.message, "no checkpoint"), { outcome: "error" });
    }
  }
  const effect = isCheck(prepared, host.view().checks) ? "check" : prepared.effect;
  const reason = prepared.command?.network ? `${policy.reason}; with the network, as allowed` : policy.reason;
  intend(host, input, { ...prepared, effect }, policy.verdict, reason, hash);
  return perform(host, input, prepared);
}

/** A check of the project may be run again after a crash without asking; any other command may not. */
function isCheck({ command }: PreparedCall, checks: Check[] | null): boolean {
  return checks?.some((check) => check.command === command?.line && check.cwd === command?.cwd) ?? false;
}

function question(input: CallInput, prepared: PreparedCall, reason: string, stamp: string) {
  const { task, toolCall, call } = input;
  const about = { about: toolCall, task, toolCall };
  if (prepared.command) {
    const { line, cwd } = prepared.command;
    const detail = `${line}\nin ${cwd || "."}\n${reason}`;
    return {
      kind: "command" as const,
      title: line.split("\n", 1)[0] ?? "",
      detail,
      action: `${cwd}\n${line}${stamp}`,
      subject: { kind: "command" as const, line, cwd, reason },
      ...about,
    };
  }
  if (prepared.serverCall) {
    const { title, detail, action } = callQuestion(prepared.serverCall, reason);
    return { kind: "mcp" as const, title, detail, action, ...about };
  }
  const title = `${call.name} ${prepared.targets.join(", ")}`;
  const detail = `${reason}\n${prepared.diff ?? prepared.targets.join("\n")}`;
  return {
    kind: "edit" as const,
    title,
    detail,
    action: JSON.stringify(prepared.writes ?? prepared.targets),
    subject: { kind: "edit" as const, tool: call.name, paths: prepared.targets, reason },
    ...about,
  };
}

async function perform(host: TaskHost, input: CallInput, prepared: PreparedCall): Promise<CallOutcome> {
  const startedMs = host.ports.monotonic();
  const targets = prepared.targets.filter((target) => target !== ".");
  const read = prepared.effect === "read";
  const work = () => prepared.run().catch((thrown: unknown) => crashed(thrown));
  if (prepared.effect !== "command") {
    const output = await work();
    const writes = prepared.writes ?? [];
    if (!output.isError)
      return settle(host, input, output, { outcome: "ok", targets, writes: writes.length, startedMs, read });
    // No model can mend a disk. The call stays open, and the files' own bytes tell a resume what was done of it.
    if (output.failure?.code === "storage-failed") throw new FailureError(output.failure);
    // A write that failed half-way has changed something all the same, and undo must know.
    const touched = await madeEffects(input.task.root, writes);
    return settle(host, input, output, { outcome: "error", targets, touched, startedMs, read });
  }
  const { value: output, touched } = await host.observeFiles(input.task, work);
  return settle(host, input, output, {
    outcome: output.isError ? "error" : "ok",
    targets,
    touched,
    startedMs,
  });
}
