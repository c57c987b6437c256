// The facts of an Agent Manager session: its agents with their trees, processes and results, its merge rounds, what comes
// into the user's tree, and what agents say to each other. Plain data.
import type { Origin } from "./approval";
import type { VerificationVerdict } from "./check";
import type { Failure } from "./failure";
import type { TaskId } from "./ids";
import type { FileView } from "./run";
import type {
  AgentResult,
  AgentTree,
  AsideView,
  ConflictView,
  DroppedPatch,
  PullRequestPlace,
  PullRequestView,
  ReopenReason,
  SessionView,
} from "./session";

export type SessionFact =
  /** The commit all agents start from. */
  | {
      type: "session.based";
      commit: string;
      /** Branch that was checked out then; null where none was. */
      branch?: string | null;
      /** Its files are all there is to a tree made from it: nothing was to be said, copied or cloned. */
      bare?: true;
      /** The repository's top folder, which files come into, where the session's folder lies below it. */
      topLevel?: string;
    }
  | {
      type: "agent.placed";
      agent: string;
      tree: AgentTree;
      /** Name, branch and leases are taken; the files come with `agent.filled`. */
      filling?: true;
    }
  /** Its tree has its files, or never will: `failure`. After a crash it was made anew, as `tree` says. */
  | { type: "agent.filled"; agent: string; tree?: AgentTree; failure?: Failure }
  | { type: "agent.removed"; agent: string; archived: string[] }
  /** Its accepted work stands as a commit. */
  | { type: "agent.finished"; agent: string; result: Omit<AgentResult, "at"> }
  /** It is begun once more, in the same tree or, with `anew`, in one from the base. */
  | {
      type: "agent.reopened";
      agent: string;
      reason: ReopenReason;
      message: string;
      origin: Origin;
    }
  | { type: "agent.setAside"; agent: string; aside: AsideView; origin: Origin }
  /** An artifact it used has a newer version. */
  | {
      type: "agent.stale";
      agent: string;
      artifacts: string[];
      /** It is at work and was told of the newest versions. */
      told?: true;
    }
  | { type: "worker.started"; agent: string; pid: number; host: string; limits: string[] }
  /** `pid`: null where a person had it started anew while none ran. */
  | { type: "worker.stopped"; agent: string; pid: number | null; why: string }
  | { type: "radar.looked"; warnings: SessionView["warnings"] }
  | { type: "merge.begun"; round: number; folder: string; branch: string; base: string }
  | { type: "merge.checked"; round: number; members: string[]; commit: string; verdict: VerificationVerdict }
  | { type: "merge.bisected"; round: number; members: string[]; culprit: string; runs: number }
  | { type: "merge.landed"; round: number; agent: string; commit: string; from: string }
  | { type: "merge.setAside"; round: number; agent: string; aside: AsideView }
  /** What debuggers changed in the round before, brought into this one's tree where it still applies. */
  | { type: "merge.carried"; round: number; kept: FileView[]; dropped: DroppedPatch[] }
  | { type: "merge.ended"; round: number; commit: string; tree: string }
  | {
      type: "session.applied";
      commit: string | null;
      written: string[];
      blocked: { path: string; why: string }[];
      conflicts: ConflictView[];
      /** Submodules whose new commit uncommitted changes cannot hold; absent where there are none. */
      left?: string[];
    }
  | { type: "session.undone"; restored: string[]; kept: { path: string; why: string }[]; origin: Origin }
  | {
      type: "pullRequest.opened";
      number: number;
      url: string;
      branch: string;
      /** Absent in older logs. */
      title?: string;
      place?: PullRequestPlace;
    }
  /** There will be none: why, in one sentence. */
  | {
      type: "pullRequest.refused";
      why: string;
      /** The remote is known to be none: another try comes to the same until that changes. */
      noGitHub?: true;
    }
  | { type: "pullRequest.looked"; state: PullRequestView["state"]; checks: PullRequestView["checks"] }
  | {
      type: "message.sent";
      message: string;
      from: string;
      to: string;
      text: string;
      answers: string | null;
      task: TaskId | null;
    };
