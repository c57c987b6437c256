// `agent-manager merge`: approves what a session merged, sets an agent aside, or sends an agent back to work.
import { failure } from "../../../protocol/failure";
import { refuse } from "../../host";
import { cleanLine } from "../../text/cleanText";
import type { Verb, VerbInput } from "../../verb";
import { tellSession } from "../agentLine";
import { approveMerge } from "../approveMerge";
import { findAgent, findSession, sessionOptions } from "../findSession";

export const merge: Verb = {
  name: "agent-manager merge",
  about: "approve the merge, or decide about one agent's work",
  takes: '["<why>"]',
  options: [
    { name: "approve", about: "bring the merged result into your tree, as the session's settings say" },
    { name: "reject", value: "agent", about: "this agent's work does not land" },
    { name: "request-changes", value: "agent", about: 'the agent goes on with your words: "<why>"' },
    ...sessionOptions,
    { name: "json", about: "what it came to, as JSON" },
  ],
  notes: [
    "Your own uncommitted work is never touched: where it stands in the way, nothing is merged and the list is shown.",
    "Without a terminal --approve needs [ci] auto_approve = true in your own configuration, and is refused where tests",
    "were weakened. Where a branch is pushed, the question names it and its remote; a push that follows a commit is asked",
    "about by itself, in a terminal. Where no pull request could be opened, --approve tries it again; what was approved",
    "is not asked about twice.",
    "Exit codes: 0 merged, 3 nothing can be approved yet, 4 your own work stands in the way.",
  ],
  async run(input, host) {
    const wishes = ["approve", "reject", "request-changes"].filter((name) => input.has(name));
    if (wishes.length !== 1) {
      const cause = 'Say one of --approve, --reject <agent>, --request-changes <agent> "<why>".';
      return refuse(host, failure("invalid-input", cause));
    }
    const found = await findSession(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const json = input.has("json");
    if (input.has("approve")) {
      if (input.words.length > 0)
        return refuse(host, failure("invalid-input", "--approve takes no more words."));
      return approveMerge(host, found.value, json);
    }
    const decided = decisionOf(input);
    const agent = findAgent(found.value.view, decided.agent);
    if (!agent.ok) return refuse(host, agent.failure);
    const name = agent.value;
    if (decided.isRejected) {
      return tellSession(
        host,
        found.value,
        {
          command: { type: "agent.reject", agent: name, ...(decided.why ? { comment: decided.why } : {}) },
          taken: (fact) => fact.type === "agent.setAside" && fact.agent === name,
        },
        { json, sentence: `${cleanLine(name)} is set aside; what is left is merged anew.` },
      );
    }
    if (decided.why === "") {
      const cause = `Say what shall change: kilo-code agent-manager merge --request-changes ${cleanLine(name)} "<why>"${found.value.named}`;
      return refuse(host, failure("invalid-input", cause));
    }
    return tellSession(
      host,
      found.value,
      {
        command: { type: "agent.requestChanges", agent: name, comment: decided.why },
        taken: (fact) => fact.type === "agent.reopened" && fact.agent === name && fact.reason === "changes",
      },
      {
        json,
        sentence: `${cleanLine(name)} goes on in its worktree with your words; what is merged is merged anew.`,
      },
    );
  },
};

function decisionOf(input: VerbInput): { agent: string; isRejected: boolean; why: string } {
  const rejected = input.value("reject");
  const why = input.words.join(" ").trim();
  return {
    agent: rejected ?? input.value("request-changes") ?? "",
    isRejected: rejected !== undefined,
    why,
  };
}
