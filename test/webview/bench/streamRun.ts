// Lets facts happen at a steady pace, with live text for the turn under way.
import type { LiveEvent, RunEvent } from "../../../src/protocol/event";
import type { MemoryHost } from "./memoryHost";

export interface Pace {
  factsPerSecond: number;
  livePerSecond: number;
  /** Between two looks at what is due. */
  everyMs: number;
}

/** Resolves when the last of the events has happened; each is stamped anew. */
export async function streamRun(host: MemoryHost, events: readonly RunEvent[], pace: Pace): Promise<void> {
  const start = performance.now();
  const longest = (2 * events.length) / pace.factsPerSecond;
  let [facts, deltas] = [0, 0];
  let turn: string | null = null;
  while (facts < events.length) {
    const passed = (performance.now() - start) / 1000;
    if (passed > longest) throw new Error("this machine cannot make so many facts a second");
    const due = events.slice(facts, Math.floor(passed * pace.factsPerSecond));
    facts += due.length;
    for (const event of due) {
      event.at = Date.now();
      if (event.fact.type === "turn.started") turn = event.fact.turn;
    }
    if (due.length > 0) host.append(due);
    for (const dueLive = Math.floor(passed * pace.livePerSecond); deltas < dueLive; deltas += 1) {
      if (turn !== null) host.live(liveText(turn, deltas));
    }
    await new Promise((resolve) => setTimeout(resolve, pace.everyMs));
  }
}

function liveText(turn: string, number: number): LiveEvent {
  const task = turn.slice(0, turn.indexOf("."));
  return { type: "live.text", task, turn, text: `word${number % 97} and `, thinking: number % 7 === 0 };
}
