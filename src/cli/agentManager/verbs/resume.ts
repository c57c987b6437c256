// `agent-manager resume`: goes on with a session that rests or was cut off, in a process of its own.
import { formatMicros, type Micros } from "../../../protocol/money";
import { createClackPrompter } from "../../ask/clackPrompter";
import { atTerminal, loadOwnConfiguration } from "../../configuration";
import { exitCode } from "../../exitCode";
import { type Host, refuse } from "../../host";
import { personHere } from "../../person";
import { readBudget } from "../../runFlags";
import { sayBeside } from "../../sayBeside";
import { cleanLine } from "../../text/cleanText";
import type { Verb } from "../../verb";
import { tellSession } from "../agentLine";
import { attendStart, startedJson } from "../attendStart";
import { type FoundSession, findSession, sessionOptions } from "../findSession";
import { launchDriver } from "../launchDriver";
import { sayLeft } from "../sayLeft";
import { stillDriven } from "../stillDriven";

export const resume: Verb = {
  name: "agent-manager resume",
  about: "go on with a session that was stopped or cut off",
  takes: "",
  most: 0,
  options: [
    { name: "budget", value: "dollars", about: "raise the session's budget to this" },
    ...sessionOptions,
    { name: "json", about: "how it goes on, as JSON; nobody is asked" },
  ],
  notes: ["Settings are sealed when a session starts: agents, models and limits stay as they were."],
  async run(input, host) {
    const budget = readBudget(input);
    if (!budget.ok) return refuse(host, budget.failure);
    const found = await findSession(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const { handle, run, view, named } = found.value;
    const origin = personHere(host, run);
    if (!origin.ok) return refuse(host, origin.failure);
    const json = input.has("json");
    if (await stillDriven(found.value)) {
      if (budget.value !== null) return raise(host, found.value, budget.value, json);
      host.say(`The session ${run} is at work already. Look: kilo-code agent-manager status${named}`);
      if (json) host.print(JSON.stringify(startedJson(view, null, named)));
      return exitCode.done;
    }
    const loaded = await loadOwnConfiguration(host);
    if (!loaded.ok) return refuse(host, loaded.failure);
    const launched = await launchDriver(host, {
      resume: { run, ...(budget.value === null ? {} : { budgetMicros: budget.value }) },
      retainBytes: loaded.value.config.retentionBytes,
    });
    if (!launched.ok) return refuse(host, launched.failure);
    const { pid, left } = launched.value;
    if (left) return sayLeft(host, { run, named }, pid);
    await sayBeside(host, handle, run);
    if (!json) host.print(`The session ${run} goes on (PID ${pid}): ${cleanLine(view.prompt)}`);
    const prompter = atTerminal(host) && !json ? createClackPrompter(host.print) : null;
    const since = view.seq;
    return attendStart({ host, handle, run, pid, origin: origin.value, prompter, since, json, named });
  },
};

/** A session at work needs no process: it goes on with more money. */
function raise(host: Host, found: FoundSession, to: Micros, json: boolean): Promise<number> {
  return tellSession(
    host,
    found,
    {
      command: { type: "budget.raise", to },
      taken: (fact) => fact.type === "budget.raised" && fact.to === to,
    },
    { json, sentence: `The session ${found.run} is at work, and may spend ${formatMicros(to)} now.` },
  );
}
