// Attends a session that another process drives from a terminal: shows lines as facts arrive and puts what it asks to the
// person, through the run's inbox. It drives nothing: whoever leaves here leaves the session at work.
import type { ApprovalKind, ApprovalView, Origin } from "../../protocol/approval";
import type { RunEvent } from "../../protocol/event";
import type { Result } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import { createQuestions, type Questions } from "../ask/answering";
import type { Prompter } from "../ask/prompter";
import type { Host } from "../host";
import type { EngineHandle } from "../openEngine";
import { openApprovals } from "../text/runWords";
import { type Followed, followSession } from "./followSession";

export interface Attending {
  host: Host;
  handle: EngineHandle;
  run: string;
  origin: Origin;
  /** Null where nobody can be asked. */
  prompter: Prompter | null;
  /** Kinds the person approves beforehand, where the session's own settings do not. */
  approved: readonly ApprovalKind[];
  /** Facts up to this one were there before and are not shown. */
  since: number;
  lines(event: RunEvent, view: RunView): string[];
  enough(view: RunView): boolean;
  /** Approvals that are none of this verb's. */
  leaves?(approval: ApprovalView): boolean;
}

/** Ends with the session's rest, with enough, or with Ctrl+C, which leaves the session as it is. */
export async function attend(attending: Attending): Promise<Result<Followed>> {
  const { host, handle, run, since, lines, enough } = attending;
  const leaving = new AbortController();
  const held = createHeldOutput(host.print);
  const questions = createAsker(attending, held, () => leaving.abort());
  const followed = await followSession({
    host,
    handle,
    run,
    since: since + 1,
    signal: leaving.signal,
    take(event, view) {
      if (event.seq > since) for (const line of lines(event, view)) held.print(line);
      questions.look(event, view);
    },
    enough,
  });
  questions.end();
  held.resume();
  return followed;
}

/** Lines that wait while a question stands on the terminal. */
function createHeldOutput(print: (line: string) => void) {
  const waiting: string[] = [];
  let isHeld = false;
  return {
    print(line: string) {
      if (isHeld) waiting.push(line);
      else print(line);
    },
    pause() {
      isHeld = true;
    },
    resume() {
      isHeld = false;
      for (const line of waiting.splice(0)) print(line);
    },
  };
}

function createAsker(
  attending: Attending,
  held: ReturnType<typeof createHeldOutput>,
  leave: () => void,
): { look(event: RunEvent, view: RunView): void; end(): void } {
  const { host, handle, run, origin, prompter, approved, since, leaves } = attending;
  const canAnswer = prompter !== null || approved.length > 0;
  const questions: Questions | null = canAnswer
    ? createQuestions({
        engine: handle.engine,
        run,
        origin,
        prompter,
        approved,
        say: host.say,
        pauseDisplay: held.pause,
        resumeDisplay: held.resume,
        brokenOff: leave,
      })
    : null;
  let due: NodeJS.Timeout | null = null;
  const askOpen = (view: RunView) => {
    due = null;
    if (view.status !== "running") return;
    for (const approval of openApprovals(view)) {
      const isOwn = !leaves?.(approval) && (prompter !== null || approved.includes(approval.kind));
      // The view is folded on while the question stands.
      if (isOwn) questions?.ask(structuredClone(approval));
    }
  };
  return {
    look({ seq, fact }, view) {
      if (fact.type === "approval.given") questions?.answered(fact.approval);
      if (!questions || seq < since || openApprovals(view).length === 0) return;
      // A rule may answer with one of the next facts.
      due ??= setTimeout(() => askOpen(view), ruleAnswersWithinMs);
    },
    end() {
      if (due) clearTimeout(due);
      questions?.end();
    },
  };
}

/** A rule answers at once; another process reads both facts within this many milliseconds. */
const ruleAnswersWithinMs = 150;
