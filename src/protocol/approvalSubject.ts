// What an approval is about, as data: for hosts that show a card. `detail` says the same as text, for every host.
// Never the thing the approval is bound to: that is the hash.
import type { Micros } from "./money";
import type { Criterion, Plan } from "./plan";

export interface ChangedFile {
  path: string;
  /** Lines. */
  added: number;
  removed: number;
}

export type ApprovalSubject =
  /** `checks`: shell commands criteria need that were not detected; approved with the plan. */
  | { kind: "plan"; plan: Plan; checks: string[] }
  | {
      kind: "subtask";
      role: string;
      /** `provider/model`; null where the role has none. */
      model: string | null;
      message: string;
      files: string[];
      criteria: Criterion[];
      /** Left of the budget, and the part of it this task may take. */
      left: Micros;
      share: Micros;
      /** The task that wants it; absent for a step of the plan. */
      parent?: string;
      depth?: number;
      /** Names of artifacts it gets. */
      artifacts?: string[];
      /** JSON Schema its result must fit, as it stands in its packet. */
      resultSchema?: string;
    }
  /** `altered`: one line for each test that was changed, weakened or deleted. The diff is in the detail. */
  | {
      kind: "completion";
      result: string;
      files: ChangedFile[];
      altered: string[];
      micros: Micros;
      /** Checks the task ran itself, with their exit codes. */
      checks?: { command: string; exitCode: number }[];
      /** Set where the answer may be `{ undo: true }`: accepted, and its changes taken back. */
      canUndo?: true;
    }
  /** `network`: asks for the network, for this and further commands of the run that say they need it. */
  | { kind: "command"; line: string; cwd: string; reason: string; network?: true }
  | { kind: "edit"; tool: string; paths: string[]; reason: string }
  | {
      kind: "merge";
      files: ChangedFile[];
      altered: string[];
      /** Set where nothing comes into the user's folder: where it goes instead, and the words that would be published. */
      outside?: { where: string; words: string | null };
    }
  | { kind: "budget"; spent: Micros; from: Micros; to: Micros; missing: Micros };
