// `show [run] [turn]`: the turns of a run, or one turn whole with its exact prompt and response.
import type { Engine } from "../../core/engine";
import { failure } from "../../protocol/failure";
import { formatMicros } from "../../protocol/money";
import { exitCode } from "../exitCode";
import { findRun } from "../findRun";
import { type Host, refuse } from "../host";
import { openEngine } from "../openEngine";
import { readEvents } from "../readEvents";
import { formatMs } from "../text/duration";
import { tableLines } from "../text/table";
import { turnLines } from "../text/turnLines";
import { type TurnFigures, turnFigures } from "../text/turnTable";
import type { Verb } from "../verb";

export const show: Verb = {
  name: "show",
  about: "the turns of a run, or one turn with its full prompt and response",
  takes: "[run] [turn]",
  most: 2,
  options: [{ name: "json", about: "as JSON" }],
  notes: [
    "`kilo-code show` lists the newest run's turns, `kilo-code show t2.1` shows the first turn of its task t2,",
    "`kilo-code show <run> t2.1` that of another run.",
  ],
  async run(input, host) {
    const { engine } = openEngine(host);
    const [first, second] = input.words;
    const turnOnly = second === undefined && first !== undefined && /^t\d+\.\d+$/.test(first);
    const found = await findRun(engine, turnOnly ? undefined : first);
    if (!found.ok) return refuse(host, found.failure);
    const turn = turnOnly ? first : second;
    const json = input.has("json");
    return turn === undefined
      ? listTurns(host, engine, found.value, json)
      : showTurn(host, engine, found.value, turn, json);
  },
};

async function showTurn(
  host: Host,
  engine: Engine,
  run: string,
  turn: string,
  json: boolean,
): Promise<number> {
  const reply = await engine.ask(run, { type: "turn", turn });
  if (!reply.ok) {
    const cure = `${reply.failure.message} \`kilo-code show ${run}\` lists its turns.`;
    return refuse(host, failure(reply.failure.code, cure));
  }
  if (reply.answer.type !== "turn") return exitCode.failed;
  host.print(json ? JSON.stringify(reply.answer.turn) : turnLines(reply.answer.turn).join("\n"));
  return exitCode.done;
}

async function listTurns(host: Host, engine: Engine, run: string, json: boolean): Promise<number> {
  const events = await readEvents(engine, run);
  if ("code" in events) return refuse(host, events);
  const turns = turnFigures(events);
  if (json) {
    for (const turn of turns) host.print(JSON.stringify(turn));
    return exitCode.done;
  }
  if (turns.length === 0) {
    host.say(`The run ${run} has no turns yet.`);
    return exitCode.done;
  }
  const head = ["turn", "role", "model", "in", "cached", "out", "cost", "time", "task"];
  const columns = host.size()?.columns ?? null;
  for (const line of tableLines([head, ...turns.map(rowOf)], columns, [3, 4, 5, 6, 7])) host.print(line);
  host.print(`One turn whole: kilo-code show ${run} ${turns.at(-1)?.turn}`);
  return exitCode.done;
}

function rowOf({ turn, role, model, input, cached, output, micros, ms, title }: TurnFigures): string[] {
  return [turn, role, model, `${input}`, `${cached}`, `${output}`, formatMicros(micros), formatMs(ms), title];
}
