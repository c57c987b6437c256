// What `restart` and `recreate` share: one agent of the session, one command, one sentence.
import { failure } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import { type Host, refuse } from "../host";
import type { Wish } from "../tellRun";
import type { VerbInput, VerbOption } from "../verb";
import { tellSession } from "./agentLine";
import { findAgent, findSession, sessionOptions } from "./findSession";

export const agentOptions: VerbOption[] = [
  { name: "agent", value: "name", about: "which agent" },
  ...sessionOptions,
  { name: "json", about: "the facts it made, as JSON" },
];

/** @returns the exit code. */
export async function tellAgent(
  host: Host,
  input: VerbInput,
  verb: string,
  wishFor: (agent: string, view: RunView) => { wish: Wish; sentence: string },
): Promise<number> {
  const found = await findSession(host, input);
  if (!found.ok) return refuse(host, found.failure);
  const wanted = input.value("agent");
  if (wanted === undefined) {
    const names = found.value.view.session?.order.join(", ") || "none yet";
    const { named } = found.value;
    const cause = `Name the agent: kilo-code agent-manager ${verb} --agent <name>${named}. Agents: ${names}.`;
    return refuse(host, failure("invalid-input", cause));
  }
  const agent = findAgent(found.value.view, wanted);
  if (!agent.ok) return refuse(host, agent.failure);
  const { wish, sentence } = wishFor(agent.value, found.value.view);
  return tellSession(host, found.value, wish, { json: input.has("json"), sentence });
}
