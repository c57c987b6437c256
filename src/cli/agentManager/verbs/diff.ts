// `agent-manager diff`: the changes of one agent against its base, or of all that is merged.
import { sessionDiff } from "../../../core/host/sessionDiff";
import { exitCode } from "../../exitCode";
import { refuse } from "../../host";
import { cleanLine, cleanText } from "../../text/cleanText";
import type { Verb } from "../../verb";
import { findAgent, findSession, sessionOptions } from "../findSession";

export const diff: Verb = {
  name: "agent-manager diff",
  about: "the changes of an agent, or of everything that is merged",
  takes: "",
  most: 0,
  options: [
    { name: "agent", value: "name", about: "only this agent, also while it works" },
    { name: "stat", about: "files and figures instead of the text" },
    ...sessionOptions,
    { name: "json", about: "the same as JSON" },
  ],
  notes: ["Before the first merge it shows each agent's changes, one after the other."],
  async run(input, host) {
    const found = await findSession(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const { view } = found.value;
    const wanted = input.value("agent");
    const agent = wanted === undefined ? null : findAgent(view, wanted);
    if (agent && !agent.ok) return refuse(host, agent.failure);
    const width = Math.max(40, host.size()?.columns ?? 80);
    const wishes = { agent: agent?.value ?? null, stat: input.has("stat"), width };
    const made = await sessionDiff(host.environment, view, wishes);
    if (!made.ok) return refuse(host, made.failure);
    const { problems } = made.value;
    const code = problems.length > 0 ? exitCode.failed : exitCode.done;
    if (input.has("json")) {
      host.print(JSON.stringify({ session: view.run, ...made.value }));
      return code;
    }
    const diffs = made.value.diffs.filter(({ text }) => text.trim() !== "");
    if (diffs.length === 0 && problems.length === 0) host.say("Nothing was changed yet.");
    for (const { of, from, to, underWay, text } of diffs) {
      const what = of === "all" ? "everything merged" : cleanLine(of);
      host.print(`# ${what}: ${from.slice(0, 12)}..${to.slice(0, 12)}${underWay ? " (still at work)" : ""}`);
      host.print(cleanText(text).trimEnd());
    }
    for (const problem of problems) host.say(cleanLine(problem));
    return code;
  },
};
