// A session played in this process: real engine, real git, real worktrees; a scripted model that answers by the `#name` an
// agent's task, or the question it is asked, begins with.
import type { ScriptRequest } from "../../../../src/demo/modelServer/script";
import type { Fact } from "../../../../src/protocol/event";
import type { SessionSettings } from "../../../../src/protocol/session";
import { agentRole, testSession } from "../../../fakes/testSession";
import {
  call,
  end,
  type Family,
  type FamilyOptions,
  nameOf,
  type Parts,
  scriptOfParts,
} from "../../../tree/stage";

export const publish = (name: string, content: string) => call("publish_artifact", { name, content });
export const ask = (question: string, about?: string) =>
  call("ask_orchestrator", { question, ...(about ? { about } : {}) });
export const write = (path: string, content = `${path}\n`) => call("write_file", { path, content });

/** What the model was asked, by the name of who asked, in order. */
export type Heard = Record<string, ScriptRequest[]>;

export interface Team {
  /** Agents by name, with whom each waits for. */
  agents: Record<string, string[]>;
  parts: Parts;
  /** Holds the answer of a request until it resolves. */
  hold?: (request: ScriptRequest, name: string, nth: number) => Promise<unknown> | undefined;
  session?: Partial<SessionSettings>;
  more?: Partial<FamilyOptions>;
}

export function teamOptions(
  { agents, parts, hold, session, more = {} }: Team,
  heard: Heard = {},
): FamilyOptions {
  const scripted = scriptOfParts(parts);
  const declared = Object.entries(agents).map(([name, after]) => ({
    name,
    role: name,
    task: `#${name} Do your part.`,
    directory: null,
    after,
    files: [],
    criteria: [],
    skills: null,
    naming: null,
  }));
  return {
    prompt: "Build it.",
    role: null,
    ...more,
    script: async (request) => {
      const name = nameOf(request);
      const nth = request.messages.filter(({ role }) => role === "assistant").length;
      heard[name] = [...(heard[name] ?? []), request];
      await hold?.(request, name, nth);
      return scripted(request);
    },
    settings: {
      isolation: "worktree",
      roles: Object.keys(agents).map(agentRole),
      session: testSession({ ...session, agents: declared }),
      ...more.settings,
    },
  };
}

/** What a tool call of an agent was told. */
export function told(one: Family, tool: string, agent: string): string[] {
  const facts = one.facts();
  const created = facts.flatMap((fact) =>
    fact.type === "task.created" && fact.role === agent ? [fact.task] : [],
  );
  return facts.flatMap((fact) =>
    fact.type === "toolCall.settled" &&
    fact.name === tool &&
    created.includes(fact.task) &&
    "text" in fact.output
      ? [fact.output.text]
      : [],
  );
}

export const messagesOf = (one: Family): string[] =>
  one.of("message.sent").map(({ from, to, text }) => `${from} > ${to}: ${text}`);

/** The tool call of an agent that asks has begun. */
export const asks =
  (agent: string) =>
  (fact: Fact): boolean =>
    fact.type === "message.sent" && fact.from === agent && fact.to === "orchestrator";

export const routed =
  (agent: string) =>
  (fact: Fact): boolean =>
    fact.type === "message.sent" &&
    fact.from === "orchestrator" &&
    fact.to === agent &&
    fact.answers === null;

/** Every message of the conversation so far, as the model sees it. */
export function wordsOf(request: ScriptRequest | undefined): string {
  return (request?.messages ?? [])
    .flatMap(({ text, toolResults }) => [text, ...toolResults.map((one) => one.text)])
    .join("\n");
}

export { end };
