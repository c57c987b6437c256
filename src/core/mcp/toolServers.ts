// The tool servers of one driven run: asks before it starts one, once a run; gives their tools to the roles they are
// for; ends all of them with the drive. Nothing is started in a folder that is not trusted.
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { ApprovalAnswer } from "../../protocol/approval";
import type { Fact } from "../../protocol/event";
import { FailureError, failure, type Result, toFailure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { isFor } from "../../protocol/isFor";
import type { RoleDefinition, RunSettings, ToolServer } from "../../protocol/settings";
import type { Environment } from "../process/childEnvironment";
import { findOnPath } from "../process/findOnPath";
import type { Tool } from "../tools/tool";
import type { ConnectTo } from "./connect";
import { type Resolved, resolveReferences } from "./references";
import { RunServer } from "./runServer";
import { type ServerQuestion, serverQuestion } from "./serverQuestion";
import { visibleLine } from "./visibleLine";

/** What the run hands to its tool servers. */
export interface ServerHost {
  run: string;
  /** The user's folder: where a server runs that names no folder. */
  folder: string;
  /** The host's environment; a server gets a cleaned copy, and what `${env:NAME}` names. */
  environment: Environment;
  emit(...facts: Fact[]): void;
  putBlob(text: string): Hash;
  /** What every effect waits for: null where all facts so far are on disk. */
  durable(): Promise<void> | null;
  /** Asks a person; the same question is found again after a restart. Rejects when the run pauses. */
  ask(question: ServerQuestion): Promise<ApprovalAnswer>;
  signal: AbortSignal;
  /** Longest time until a server has listed its tools, milliseconds; 30,000 if not given. */
  startMs?: number;
}

/** Who waits for a server: whoever stops waiting ends neither the server nor the waiting of others. */
export type Waiter = Pick<ServerHost, "ask" | "signal">;

export interface ToolServers {
  /** Tools a role has from servers, which are asked for and started where they are not yet. Never fails for a server. */
  toolsFor(
    role: Pick<RoleDefinition, "name" | "modes" | "mcpServers">,
    settings: Pick<RunSettings, "servers" | "trusted">,
    /** In the name of one task, so that its end ends the waiting; the host's own where nobody says. */
    waiter?: Waiter,
  ): Promise<Tool[]>;
  /** A tool of a started server. */
  find(name: string): Tool | undefined;
  /** Ends all servers and everything they started. It never throws. */
  close(): Promise<void>;
}

export function createToolServers(host: () => ServerHost): ToolServers {
  /** One promise a server for the whole drive: what failed is not tried again. */
  const ready = new Map<string, Result<Ready>>();
  const answers = new Map<string, ApprovalAnswer>();
  const started = new Map<string, Promise<RunServer | null>>();
  const tools = new Map<string, Tool>();
  const over = new AbortController();
  const serverOf = async (server: ToolServer, { ask, signal }: Waiter) => {
    const { name } = server;
    const to = ready.get(name) ?? connectionOf(host(), server);
    if (!to.ok && !ready.has(name)) host().emit({ type: "notice.given", text: to.failure.message });
    ready.set(name, to);
    if (!to.ok) return null;
    // Everybody waits for the one answer for themselves: who is stopped meanwhile stops nobody else.
    const answer = answers.get(name) ?? (await ask(serverQuestion(server, host().folder)));
    answers.set(name, answer);
    if (answer.verdict === "rejected") return null;
    const made = started.get(name) ?? startServer(host(), name, to.value, over.signal);
    started.set(name, made);
    return untilAborted(made, signal);
  };
  return {
    async toolsFor(role, { servers = [], trusted }, waiter = host()) {
      if (!trusted || over.signal.aborted) return [];
      const wanted = servers.filter((server) => isFor(server, role));
      if (wanted.length === 0) return [];
      const running = await Promise.all(wanted.map((server) => serverOf(server, waiter)));
      return running
        .flatMap((server) => server?.tools ?? [])
        .filter((tool) => {
          // Two tools can only have one name where a server wants it so; the first keeps it.
          if (!tools.has(tool.name)) tools.set(tool.name, tool);
          return tools.get(tool.name) === tool;
        });
    },
    find: (name) => tools.get(name),
    async close() {
      over.abort();
      const all = await Promise.allSettled(started.values());
      const running = all.flatMap((one) => (one.status === "fulfilled" && one.value ? [one.value] : []));
      await Promise.allSettled(running.map((server) => server.close("the run rests or has ended")));
    },
  };
}

/** What is waited for goes on; only the waiting ends. @throws FailureError `aborted`. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const stopped = new FailureError(failure("aborted", "The task was stopped."));
  let stop = () => {};
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(stopped);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
  return Promise.race([work, ended]).finally(() => signal.removeEventListener("abort", stop));
}

/** @returns null where it cannot be started; the run goes on without it. */
async function startServer(
  host: ServerHost,
  name: string,
  { to, hide }: Ready,
  closed: AbortSignal,
): Promise<RunServer | null> {
  const signal = AbortSignal.any([host.signal, closed]);
  const { emit, putBlob, durable, startMs = 30_000 } = host;
  const parts = { name, to, hide, emit, putBlob, durable, startMs, signal };
  const running = new RunServer(parts);
  try {
    await running.start();
    return running;
  } catch (thrown) {
    if (signal.aborted) throw new FailureError(failure("aborted", "The run was paused."));
    const why = visibleLine(hide(toFailure(thrown).message), 500);
    host.emit({
      type: "notice.given",
      text: `The tool server ${name} could not be started, so its tools are missing: ${why}`,
    });
    return null;
  }
}

interface Ready extends Pick<Resolved, "hide"> {
  to: ConnectTo;
}

/** Everything that can be told before a person is asked. */
function connectionOf(host: ServerHost, { name, transport }: ToolServer): Result<Ready> {
  const written = transport.kind === "stdio" ? transport.environment : transport.headers;
  const resolved = resolveReferences(name, written, host.environment);
  if (!resolved.ok) return resolved;
  const { values, hide } = resolved.value;
  if (transport.kind === "http")
    return { ok: true, value: { to: { url: transport.url, headers: values }, hide } };
  const { command, args, cwd = host.folder } = transport;
  const missing = startProblem(host.environment, command, cwd);
  if (missing)
    return {
      ok: false,
      failure: failure("not-found", `The tool server ${name} cannot be started: ${missing}.`),
    };
  const child = {
    command,
    args,
    cwd,
    base: host.environment,
    environment: values,
    hide,
    runTag: host.run,
    commandTag: `mcp-${createHash("sha256").update(`${host.run}\0${name}`).digest("hex").slice(0, 24)}`,
  };
  return { ok: true, value: { to: { child }, hide } };
}

function startProblem(environment: Environment, command: string, cwd: string): string | null {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return `there is no folder ${cwd}`;
  const plain = !/[\\/]/.test(command);
  const found = plain ? findOnPath(environment, command) : isAbsolute(command) ? command : join(cwd, command);
  if (found === null) return `there is no program ${command} on the PATH`;
  if (process.platform === "win32" && /\.(?:cmd|bat)$/i.test(found))
    return `${command} is a batch file; write "command": "cmd" with "args": ["/c", ${JSON.stringify(command)}, …]`;
  return null;
}
