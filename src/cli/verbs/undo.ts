// `undo [run] [--to <step>]`: takes back what a run changed, and only that; every path that is kept is listed.
import { failure } from "../../protocol/failure";
import { isSession } from "../../protocol/runKind";
import { exitCode, exitCodeOfFailure } from "../exitCode";
import { findRun } from "../findRun";
import { refuse } from "../host";
import { openEngine } from "../openEngine";
import { personHere } from "../person";
import { undoLine } from "../text/runLine";
import { visibleLine } from "../text/visibleText";
import type { Verb } from "../verb";

export const undo: Verb = {
  name: "undo",
  about: "take back what a run changed",
  takes: "[run]",
  most: 1,
  options: [
    { name: "to", value: "step", about: "only back to the state before this step, such as s2" },
    { name: "json", about: "what was restored and kept, as JSON" },
  ],
  notes: [
    "Only paths the run wrote, whose bytes are still what it left, are changed. All others are listed and kept.",
    "Not covered: ignored files the run did not create, nested repositories, side effects of commands.",
  ],
  async run(input, host) {
    const { engine } = openEngine(host);
    const found = await findRun(engine, input.words[0]);
    if (!found.ok) return refuse(host, found.failure);
    if (isSession(found.value)) {
      const cause = `${found.value} is an agent session; take it back with: ${undoLine(found.value)}`;
      return refuse(host, failure("invalid-input", cause));
    }
    const origin = personHere(host, found.value);
    if (!origin.ok) return refuse(host, origin.failure);
    const reply = await engine.undo(found.value, input.value("to") ?? null, origin.value);
    if (!reply.ok) return refuse(host, reply.failure);
    const { restored, kept } = reply.fact;
    if (input.has("json")) host.print(JSON.stringify(reply.fact));
    else {
      for (const { path, after } of restored) {
        host.print(`${after === null ? "removed " : "restored"} ${visibleLine(path)}`);
      }
      for (const { path, why } of kept) host.print(`kept     ${visibleLine(path)} (${why})`);
      host.print(`${found.value}: ${restored.length} restored, ${kept.length} kept.`);
    }
    // Something of the run is still there: a script should know.
    return kept.length > 0 ? exitCodeOfFailure({ code: "conflict" }) : exitCode.done;
  },
};
