// Money with a hundred agents at once: a run of the built program whose cap is far too small for them, with the engine's own
// ledger. Its log is folded fact by fact, and beside it the server adds up what it would have billed.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ModelScript, type ScriptCall, taskText } from "../../src/demo/modelServer/script";
import { fold } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import type { BenchRow } from "./benchRow";
import { makePlace, makeRepository } from "./place";
import { seedProject } from "./seedProject";
import { readLog } from "./sessionRun";
import type { Subject } from "./subject";
import { startTimedServer } from "./timedServer";

const [parts, children] = [4, 25];
/** One that stops the agents on their way, and one that all of them share up to its edge. */
const caps = [0.3, 1];
const end: ScriptCall = { name: "attempt_completion", input: { result: "Done." } };

/** Four orchestrators with 25 agents each; an agent looks around until it is stopped or has answered three times. */
function script(): ModelScript {
  return (request) => {
    const answers = request.messages.filter(({ role }) => role === "assistant").length;
    const give = (mode: string, message: string): ScriptCall => ({
      name: "new_task",
      input: { mode, message },
    });
    if (taskText(request).startsWith("#root")) {
      const asked = Array.from({ length: parts }, (_, index) => give("orchestrator", `#part ${index}`));
      return { calls: answers === 0 ? asked : [end] };
    }
    if (request.tools.includes("new_task")) {
      const asked = Array.from({ length: children }, (_, index) => give("ask", `Look at module ${index}.`));
      return { calls: answers === 0 ? asked : [end], delayMs: 20 };
    }
    const look: ScriptCall = { name: "list_files", input: { path: "src" } };
    return answers < 3 ? { calls: [look], delayMs: 50 } : { text: "Looked at it.", delayMs: 50 };
  };
}

export async function sessionMoneyRows(subject: Subject): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const dollars of caps) rows.push(await capRow(subject, dollars));
  return rows;
}

async function capRow(subject: Subject, dollars: number): Promise<BenchRow> {
  const place = makePlace();
  try {
    const [folder, home] = [join(place.root, "work"), join(place.root, "home")];
    mkdirSync(home, { recursive: true, mode: 0o700 });
    makeRepository(folder, seedProject());
    const server = await startTimedServer(script());
    const words = ["run", "#root Look.", "--yes", "--role", "orchestrator", "--budget", String(dollars)];
    await subject.command({ url: server.model.url, home, folder }, words).ended;
    await server.close();
    const { spent, breaches, most, agents } = judge(join(home, "runs"));
    const share = (micros: number) => `${(micros / (dollars * 1e4)).toFixed(1)} %`;
    return {
      what: `money with 100 agents at once, $${dollars}`,
      figure: `${breaches} breaches; spent ${share(spent)} of the cap, at most ${share(most)} with what was reserved; ${agents} agents, ${server.exchanges.length} requests`,
      aim: "0 breaches",
      met: breaches === 0 && spent <= dollars * 1e6,
      how: `a run of ${subject.name} with ${parts} × ${children} subtasks at once and this cap: after every fact of its log spent and reserved are held against the cap`,
    };
  } finally {
    place.remove();
  }
}

function judge(runs: string) {
  let view: RunView | null = null;
  let [breaches, most] = [0, 0];
  for (const event of readLog(runs)) {
    view = fold(view, event);
    const purse = view.purses.run;
    if (!purse) continue;
    most = Math.max(most, purse.spent + purse.reserved);
    if (purse.spent + purse.reserved > purse.cap) breaches += 1;
  }
  const agents = Object.values(view?.tasks ?? {}).filter(({ depth }) => depth === 2).length;
  return { spent: view?.purses.run?.spent ?? 0, breaches, most, agents };
}
