// `agent-manager stop`: lets a session rest durably; every agent's process ends, and nothing is lost.
import { exitCode } from "../../exitCode";
import { refuse } from "../../host";
import { sayStanding } from "../../tellRun";
import { restsWords } from "../../text/restsWords";
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
    const goOn = `kilo-code agent-manager resume${named}`;
    if (view.status !== "ended" && !(await stillDriven(found.value))) {
      return sayStanding(host, json, { session: run }, restsWords(view, goOn));
    }
    const code = await tellSession(
      host,
      found.value,
      { command: { type: "run.pause" }, taken: ({ type }) => type === "run.paused" },
      { json, sentence: `The session ${run} rests. Go on: ${goOn}` },
    );
    // Whoever says this acts on it next.
    if (code === exitCode.done) await stillDriven(found.value);
    return code;
  },
};
