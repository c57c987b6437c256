// `agent-manager stop`: lets a session rest durably; every agent's process ends, and nothing is lost.
import { clause } from "../../../protocol/clause";
import { exitCode } from "../../exitCode";
import { refuse } from "../../host";
import { sayStanding } from "../../tellRun";
import { cleanLine } from "../../text/cleanText";
import type { Verb } from "../../verb";
import { tellSession } from "../agentLine";
import { findSession, sessionOptions } from "../findSession";
import { stillDriven } from "../stillDriven";

export const stop: Verb = {
  name: "agent-manager stop",
  about: "let a session rest; `resume` goes on",
  takes: "",
  most: 0,
  options: [...sessionOptions, { name: "json", about: "the facts it made, as JSON" }],
  notes: ["To end a session for good: kilo-code cancel <session>."],
  async run(input, host) {
    const found = await findSession(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const { run, view, named } = found.value;
    const json = input.has("json");
    const goOn = `Go on: kilo-code agent-manager resume${named}`;
    if (view.status !== "ended" && !(await stillDriven(found.value))) {
      const why = clause(cleanLine(view.pause?.message ?? ""));
      const sentence = `The session ${run} ${view.pause ? `rests already: ${why}` : "was cut off: nobody drives it"}. ${goOn}`;
      return sayStanding(host, json, { session: run }, sentence);
    }
    const code = await tellSession(
      host,
      found.value,
      { command: { type: "run.pause" }, taken: ({ type }) => type === "run.paused" },
      { json, sentence: `The session ${run} rests. ${goOn}` },
    );
    // Whoever says this acts on it next.
    if (code === exitCode.done) await stillDriven(found.value);
    return code;
  },
};
