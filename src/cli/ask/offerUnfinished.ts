// Before a new run: the newest run of this folder is offered where it was cut off or paused (design section 4). It takes
// nothing over by itself, and says one line where nobody can be asked.
import { formatMicros } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import { isSession } from "../../protocol/runKind";
import { exitCode } from "../exitCode";
import type { Host } from "../host";
import type { EngineHandle } from "../openEngine";
import { cleanLine } from "../text/cleanText";
import { formatAge } from "../text/duration";
import { spentOf } from "../text/runWords";
import { visibleLine } from "../text/visibleText";
import type { Prompter } from "./prompter";

export type Offered =
  | { next: "start" }
  | { next: "resume"; run: string }
  /** Nothing is started; ends with this exit code. */
  | { next: "leave"; code: number };

const start: Offered = { next: "start" };

/** @param prompter null where nobody can be asked: the new run is started then. */
export async function offerUnfinished(
  host: Pick<Host, "environment" | "say" | "now">,
  handle: EngineHandle,
  prompter: Prompter | null,
): Promise<Offered> {
  const view = await unfinishedRun(handle, host.environment.folder);
  if (!view) return start;
  const { run } = view;
  if (!prompter) {
    host.say(`the run ${run} here is unfinished: \`kilo-code resume ${run}\` goes on`);
    return start;
  }
  prompter.show(described(view, host.now()));
  const chosen = await prompter.choose("An unfinished run is here. What now?", [
    { value: "resume", label: "go on with it", hint: "with the settings it was started with" },
    { value: "start", label: "start the new prompt", hint: `kilo-code resume ${run} goes on later` },
    { value: "cancel", label: "cancel" },
  ]);
  if (chosen === "resume") return { next: "resume", run };
  if (chosen === "start") return start;
  host.say("Nothing was started.");
  return { next: "leave", code: chosen === null ? exitCode.interrupted : exitCode.done };
}

/**
 * The newest run, if it was started in this folder, has not ended and nobody drives it. Older ones were offered when the
 * newer one began.
 */
async function unfinishedRun({ engine, runs }: EngineHandle, folder: string): Promise<RunView | null> {
  try {
    const view = await newestRun(engine);
    if (!view || view.folder !== folder || view.status === "ended" || view.undone) return null;
    const store = await runs.find(view.run);
    return store && (await store.writer()) === null ? view : null;
  } catch {
    // A log that cannot be read cannot be gone on with; `runs` and `resume` say why.
    return null;
  }
}

/** Names tell the second a run began in; of several in one second the log tells. */
async function newestRun(engine: EngineHandle["engine"]): Promise<RunView | null> {
  // A session is gone on with by a process of its own: `agent-manager resume`.
  const names = (await engine.runs()).map(({ run }) => run).filter((run) => !isSession(run));
  const second = (run: string | undefined) => run?.slice(0, "20260102-030405".length);
  const latest = names.filter((run) => second(run) === second(names[0]));
  const views = await Promise.all(latest.map((run) => engine.view(run)));
  const known = views.filter((view) => view !== null);
  return known.sort((left, right) => right.startedAt - left.startedAt)[0] ?? null;
}

function described(view: RunView, now: number): string {
  const cause = view.pause ? cleanLine(view.pause.message) : "It was cut off while it ran.";
  const spent = `${formatMicros(spentOf(view))} of ${formatMicros(view.settings.capMicros)} spent`;
  const prompt = visibleLine(view.prompt.trim().split("\n", 1)[0] ?? "");
  return `\n? ${view.run}, ${formatAge(now - view.startedAt)} old, ${spent}\n  ${prompt}\n  ${cause}\n`;
}
