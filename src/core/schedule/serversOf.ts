// The tool servers of a driven run, wired to its log, its questions and its end.
import { isFor } from "../../protocol/isFor";
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { approvalOf, askApproval } from "../agent/approve";
import { createToolServers, type ServerHost, type ToolServers } from "../mcp/toolServers";
import type { Environment } from "../process/childEnvironment";
import type { Role } from "../roles/role";
import { roleIn } from "./roleIn";
import type { Runtime } from "./runtime";

/** @param environment the host's; servers get a cleaned copy of it. */
export function serversOf(runtime: () => Runtime, environment: Environment): ToolServers {
  return createToolServers(() => {
    const { log, store, signal } = runtime();
    const { run, folder } = log.view();
    return {
      run,
      folder,
      environment,
      emit: (...facts) => log.append(...facts),
      putBlob: (text) => store.putBlob(text),
      durable: () => store.durable(),
      ask: askFor(runtime()),
      signal,
    };
  });
}

/** Asks in the name of whoever the handles are for. */
function askFor({ log, decided }: Runtime): ServerHost["ask"] {
  const host = { view: log.view, emit: log.append, decided: (approval: string) => decided(approval) };
  return (question) => askApproval(host, approvalOf({ kind: "mcp", ...question }));
}

/** Who waits is the task the handles are for: its end ends its waiting. */
function waiterOf(runtime: Runtime) {
  return { ask: askFor(runtime), signal: runtime.signal };
}

/**
 * A role with the tools of its servers beside its own; asks for the servers and starts them where they are not running.
 * For the moment a task of the role is made: what is sealed into its rights is intersected with its parent's as ever.
 */
export async function servedRole(runtime: Runtime, role: Role): Promise<Role> {
  const served = await runtime.servers.toolsFor(role, runtime.log.view().settings, waiterOf(runtime));
  const names = served.map(({ name }) => name).filter((name) => !role.tools.includes(name));
  return names.length === 0 ? role : { ...role, tools: [...role.tools, ...names] };
}

/** Whether a role has tool servers at all: who gets one may have to wait until a person was asked, or it has started. */
export function isServed({ settings }: Pick<RunView, "settings">, name: string): boolean {
  const role = roleIn({ settings }, name);
  return role !== undefined && (settings.servers ?? []).some((server) => isFor(server, role));
}

/** Brings up the servers of a task's role, which a restart has ended. @returns whether there are tools of servers now. */
export async function prepareTools(runtime: Runtime, { role }: Pick<TaskView, "role">): Promise<boolean> {
  const view = runtime.log.view();
  const known = roleIn(view, role);
  return known ? (await runtime.servers.toolsFor(known, view.settings, waiterOf(runtime))).length > 0 : false;
}
