// A story as its file tells it: what is asked, what the models say, what a person does, what is shown at the end.

import type { ApprovalKind, ApprovalVerdict } from "../../src/protocol/approval";
import type { RunCommand } from "../../src/protocol/command";
import type { DeclaredAgent, SessionSettings } from "../../src/protocol/session";
import type { ProviderApi, RunLimits, RunSettings } from "../../src/protocol/settings";
import type { GitHubSetting } from "../fakes/testGitHub";

export interface Story {
  /** Why the story is told: what a reader shall see in its trace. */
  about: string;
  prompt: string;
  /** A folder of `seeds/` that several stories begin with; else the story's own `repo/`. */
  seed?: string;
  role?: string;
  /** False: the folder is no repository. `unborn`: a repository without a commit. */
  git?: false | "unborn";
  api?: ProviderApi;
  /** False: the host has no key. */
  key?: false;
  /** Tokens every model's window holds; 200,000 where it is not said. */
  window?: number;
  /** Show tokens and money in the trace; off where prompts may change without a change of behaviour. */
  money?: boolean;
  /** An Agent Manager session: what differs from the defaults, its agents in short, and roles beside the built-in ones. */
  session?: Omit<Partial<SessionSettings>, "agents"> & {
    agents?: (Partial<DeclaredAgent> & { role: string })[];
    roles?: string[];
  };
  /** A GitHub the repository is pushed to; what came there is shown at the end. */
  gitHub?: GitHubSetting;
  settings?: Partial<Omit<RunSettings, "limits">> & { limits?: Partial<RunLimits> };
  /** Models beside those every story has: role, or `review:1` …, → the provider's name of the model. */
  models?: Record<string, string>;
  /** Tasks go on side by side: rows of those that overlap are shown task by task, since which comes first is chance. */
  parallel?: boolean;
  /** Approval kinds that wait for a person; all others are approved by rule. */
  ask?: ApprovalKind[];
  /** A person's answers by approval kind, in order. With none at all, nobody can be asked. */
  answers?: { kind: ApprovalKind; verdict: ApprovalVerdict; comment?: string; edit?: unknown }[];
  /** Kinds the person leaves without an answer. */
  unanswered?: ApprovalKind[];
  /** What the user does meanwhile, once each. */
  meanwhile?: Act[];
  /** Files to write before the start, as base64, for bytes that do not survive a checkout. */
  bytes?: Record<string, string>;
  /** The user's uncommitted work at the start: path → text. */
  dirty?: Record<string, string>;
  /** Tasks whose packets are shown, to prove what was handed over. */
  packets?: string[];
  /** Tools whose good answers are shown too, by their first lines; bad answers always are. */
  told?: string[];
  /** Files shown at the end, to prove the effect: text, or hex for those that are no plain UTF-8. */
  show?: string[];
  /** What the user does once the run has ended or paused, in order. */
  then?: Then[];
  script: unknown;
}

/** Happens at a row with the text `when`, or before the model answers a message with the words `asked`. */
export type Act = ({ when: string } | { asked: string }) &
  ({ path: string; text: string } | { send: RunCommand });

export type Then =
  /** The cap in micro-dollars may be raised with it. */
  | { resume: { budgetMicros?: number } }
  /** Back to the state before a step; null for before the first edit. */
  | { undo: string | null };
