// The session the Agents view shows: the one a person chose, else the newest. Kept over a reload of the window.
import type * as vscode from "vscode";
import { isSession } from "../../protocol/runKind";
import type { RunSummary } from "../../protocol/wire";
import { newestSession } from "./sessionRuns";

const key = "kilo.agents.session";

export interface ShownSession {
  /** Null where there is none. */
  now(): string | null;
  choose(run: string): Promise<void>;
}

export function createShownSession(
  memory: Pick<vscode.Memento, "get" | "update">,
  summaries: () => readonly RunSummary[],
): ShownSession {
  let chosen = memory.get<string>(key) ?? null;
  return {
    now() {
      const all = summaries();
      const known = all.find(({ run }) => run === chosen && isSession(run));
      const newest = newestSession(all);
      if (!known || !newest) return newest?.run ?? null;
      // What was chosen is over, and something newer goes on.
      const isOvertaken =
        known.status === "ended" && newest.status !== "ended" && newest.startedAt > known.startedAt;
      return isOvertaken ? newest.run : known.run;
    },
    async choose(run) {
      chosen = run;
      await memory.update(key, run);
    },
  };
}
