// `agent-manager resolve`: an agent set aside for conflicts comes in again, resolved by another agent or by hand. By hand
// it is said twice: first the engine puts both sides into the agent's worktree, then the person says that it is done.
import type { ApprovalView } from "../../../protocol/approval";
import type { Fact } from "../../../protocol/event";
import { failure } from "../../../protocol/failure";
import { isHandQuestion, resolvedAnswer } from "../../../protocol/handQuestion";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView } from "../../../protocol/run";
import { exitCode } from "../../exitCode";
import { type Host, refuse } from "../../host";
import { type Told, tellRun, type Wish } from "../../tellRun";
import { cleanLine, cleanText } from "../../text/cleanText";
import { openApprovals } from "../../text/runWords";
import type { Verb } from "../../verb";
import { openAgentLine, sayTaken, tellSession } from "../agentLine";
import { type FoundSession, findAgent, findSession, sessionOptions } from "../findSession";
import { resolvedBy } from "../text/waitingLines";

export const resolve: Verb = {
  name: "agent-manager resolve",
  about: "take an agent back in that was set aside for conflicts",
  takes: "",
  most: 0,
  options: [
    { name: "agent", value: "name", about: "by hand in this agent's worktree; say it again when it is done" },
    { name: "auto", about: "an agent resolves it, of --agent or of all that conflict; checks follow" },
    ...sessionOptions,
    { name: "json", about: "the facts it made, as JSON" },
  ],
  notes: [
    "By hand: the first `resolve --agent A` puts both sides into A's worktree, with git's marks where they meet,",
    "and lists the files, also those that cannot have marks, such as pictures. Edit the files there, and say the same",
    "line again. It is taken once no mark is left.",
  ],
  async run(input, host) {
    const found = await findSession(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const { view, named } = found.value;
    const auto = input.has("auto");
    const json = input.has("json");
    const wanted = input.value("agent");
    if (wanted === undefined && !auto) {
      const cause = "Say whose conflicts: --agent <name> to resolve them by hand, or --auto for an agent.";
      return refuse(host, failure("invalid-input", cause));
    }
    const agent = wanted === undefined ? null : findAgent(view, wanted);
    if (agent && !agent.ok) return refuse(host, agent.failure);
    const name = agent?.value ?? null;
    const asked = name === null ? undefined : questionOf(view, name);
    if (name !== null && asked && !auto) return sayResolved(host, found.value, { name, asked, json });
    const who = name === null ? "The agents that conflict" : cleanLine(name);
    const sentence =
      auto || name === null
        ? `${who} will see both sides and resolve the conflicts; checks follow. Look: kilo-code agent-manager status${named}`
        : ({ done }: Told) => byHand(view, name, named, done?.fact);
    return tellSession(host, found.value, wishFor(name, auto), { json, sentence });
  },
};

function wishFor(agent: string | null, auto: boolean): Wish {
  return {
    command: { type: "agent.resolve", agent, auto },
    taken: (fact) =>
      fact.type === "agent.reopened" &&
      fact.reason === "conflict" &&
      (agent === null || fact.agent === agent),
    ...(auto || agent === null
      ? {}
      : {
          done: (fact) => fact.type === "approval.asked" && isHandQuestion(fact.approval.id, agent),
        }),
  };
}

function byHand({ session }: RunView, name: string, named: string, asked: Fact | undefined): string {
  const path = ownNamed(session?.agents ?? {}, name)?.tree?.path ?? "its worktree";
  const where = `Both sides of ${cleanLine(name)} are in ${cleanLine(path)}`;
  const again = `kilo-code agent-manager resolve --agent ${cleanLine(name)}${named}`;
  return asked?.type === "approval.asked"
    ? `${where}.\n${cleanText(asked.approval.detail)}\nTo answer: ${again}`
    : `${where}, with git's marks where they meet. Edit the files there, then: ${again}`;
}

function questionOf(view: RunView, name: string): ApprovalView | undefined {
  return openApprovals(view).find(({ id }) => resolvedBy(view, id) === name);
}

interface Resolved {
  name: string;
  asked: ApprovalView;
  json: boolean;
}

/** The person says that it is done; the engine looks, and asks again where marks are left. */
async function sayResolved(
  host: Host,
  found: FoundSession,
  { name, asked, json }: Resolved,
): Promise<number> {
  const line = await openAgentLine(host, found);
  if (!line.ok) return refuse(host, line.failure);
  const { id, hash } = asked;
  const told = await tellRun(host, line.value, {
    command: {
      type: "approval.give",
      approval: id,
      hash,
      verdict: "approved",
      scope: "once",
      comment: resolvedAnswer,
    },
    taken: (fact) => fact.type === "approval.given" && fact.approval === id,
    done: (fact) =>
      (fact.type === "agent.finished" && fact.agent === name) ||
      (fact.type === "approval.asked" && isHandQuestion(fact.approval.id, name) && fact.approval.id !== id),
  });
  if (!told.ok) return refuse(host, told.failure);
  const fact = told.value.done?.fact;
  if (fact?.type === "approval.asked") {
    const text = cleanText(fact.approval.detail);
    host.say(text);
    if (json) host.print(JSON.stringify({ session: found.run, ...told.value, text }));
    host.say(
      `Marks are left. When they are gone: kilo-code agent-manager resolve --agent ${cleanLine(name)}${found.named}`,
    );
    return exitCode.conflicts;
  }
  const sentence = `${cleanLine(name)} comes in again as its worktree is now; what is merged is merged anew.`;
  return sayTaken(host, found, told.value, { json, sentence });
}
