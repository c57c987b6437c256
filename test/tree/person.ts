// The person of the family: lets subtasks begin and end, turns one away, pauses one and lets it go on, takes back what one
// did, ends one. Either at once, or, where they are late, one thing at a time and only when everything waits for them.
import { createHash } from "node:crypto";
import type { Approval } from "../../src/protocol/approval";
import type { RunCommand } from "../../src/protocol/command";
import type { LiveEvent, RunEvent } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import type { PersonsEngine } from "../crash/asPerson";
import type { Play } from "../crash/player";
import { runAgain } from "../crash/roundPlot";

const origin = { kind: "person", via: "test" } as const;
const pausedByUser = "paused by the user";

export function watchFamily(play: Play, engine: PersonsEngine, run: string, signal: AbortSignal) {
  let view: RunView | null = null;
  // Until what was before a restart has been told, nothing is done about it.
  const later = (doing: () => unknown) => setImmediate(() => !signal.aborted && doing());
  const send = (command: RunCommand) => void engine.send(run, command, origin);

  const answer = (approval: Approval) => {
    const task = view?.tasks[approval.task ?? ""];
    if (approval.kind === "completion" && task?.title.startsWith("#cancel"))
      return send({ type: "task.cancel", task: task.task, message: "enough" });
    send(verdictOn(play, approval, task?.title ?? ""));
  };
  const resting = () => Object.values(view?.tasks ?? {}).find((task) => task.restsSince && task.pauseWanted);
  const letGo = () => {
    const task = resting();
    if (task) send({ type: "task.resume", task: task.task });
  };
  const open = () => Object.values(view?.approvals ?? {}).filter((one) => !one.answer && !isMoot(view, one));

  const see = (event: RunEvent) => {
    if (event.seq > (view?.seq ?? 0)) view = fold(view, event);
    const { fact } = event;
    if (fact.type === "task.created" && fact.title.startsWith("#pause")) {
      const { task } = fact;
      later(() => !wasPaused(view, task) && send({ type: "task.pause", task }));
    }
    if (fact.type === "task.paused" && fact.reason === pausedByUser)
      later(() => (play.late === undefined || open().length === 0) && letGo());
    if (fact.type === "approval.asked" && play.late === undefined) later(() => answer(fact.approval));
  };
  void engine.follow(run, 0, see, signal);

  return (event: LiveEvent) => {
    if (event.type !== "live.waiting" || play.late === undefined) return;
    later(async () => {
      // What is asked may not have been told here yet.
      view = (await engine.view(run)) ?? view;
      letGo();
      const next = open().sort((one, other) => rank(play, one).localeCompare(rank(play, other)))[0];
      if (next) answer(next);
    });
  };
}

/** The same order in every process, another one for every seed. */
function rank({ late }: Play, { id }: Approval): string {
  return createHash("sha256").update(`${late} ${id}`).digest("hex");
}

function isMoot(view: RunView | null, { task }: Approval): boolean {
  return view?.tasks[task ?? ""]?.endedAt !== undefined;
}

/** It began its second turn, or rests already. */
function wasPaused(view: RunView | null, task: string): boolean {
  const now = view?.tasks[task];
  return !now || now.endedAt !== undefined || now.pauseWanted === true || now.turns > 0;
}

function verdictOn(play: Play, { id, hash, kind, title }: Approval, task: string): RunCommand {
  const give = { type: "approval.give" as const, approval: id, hash, scope: "once" as const };
  if (title.startsWith("Run again?")) return { ...give, verdict: runAgain(play) };
  if (kind === "subtask" && title.includes("#judge"))
    return { ...give, verdict: "rejected", comment: "not now" };
  if (kind === "completion" && task.startsWith("#undo"))
    return { ...give, verdict: "approved", edit: { undo: true } };
  return { ...give, verdict: "approved" };
}
