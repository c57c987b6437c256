// A scripted model for agents: each has its own list of answers, told apart by the name its packet gives it. An answer may
// be made from what the agent has been shown, as a model would: from its packet and from what its last tool told.
import {
  lastText,
  type ModelScript,
  type ScriptReply,
  type ScriptRequest,
  taskText,
} from "../../src/demo/modelServer/script";
import { roleOf } from "../../src/demo/modelServer/scriptOf";

/** What an agent sees when it answers. */
export interface Seen {
  packet: string;
  /** What its last tool call told it. */
  last: string;
  request: ScriptRequest;
}

export type Answer = ScriptReply | ((seen: Seen) => ScriptReply);

export interface Parts {
  /** By agent. */
  agents: Readonly<Record<string, readonly Answer[]>>;
  /** The plan it submits; absent where a session file says it. */
  plan?: unknown;
  /** What a reviewer says; by default it accepts. */
  review?: string;
}

export const call = (name: string, input: unknown): ScriptReply => ({ calls: [{ name, input }] });
export const write = (path: string, content: string) => call("write_file", { path, content });
export const run = (command: string) => call("run_command", { command });
export const done = (result: string) => call("attempt_completion", { result });

/** Several tool calls in one answer. */
export function together(...replies: ScriptReply[]): ScriptReply {
  return { calls: replies.flatMap(({ calls }) => calls ?? []) };
}

/** The agent a request is for; null for the orchestrator, a reviewer and the like. */
export function agentOf(request: ScriptRequest): string | null {
  return /You are the agent ([^\s,]+),/.exec(taskText(request))?.[1] ?? null;
}

export function scriptOfParts({ agents, plan, review = "Reads well. accept" }: Parts): ModelScript {
  return (request) => {
    const agent = agentOf(request);
    if (agent === null) {
      if (roleOf(request) === "orchestrator") return call("submit_plan", plan);
      return done(review);
    }
    // Counted in the conversation: a request that is sent once more gets the same answer.
    const answer = agents[agent]?.[request.messages.filter(({ role }) => role === "assistant").length];
    if (answer === undefined)
      throw new Error(`No answer left for ${agent}: ${lastText(request).slice(0, 300)}`);
    return typeof answer === "function"
      ? answer({ packet: taskText(request), last: lastText(request), request })
      : answer;
  };
}
