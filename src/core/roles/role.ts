// The contract of a role: who does a task. Its words, its tools, its lane, its rights.
import type { Lane } from "../../protocol/settings";

export interface Role {
  name: string;
  /** Mode names of the outside world that mean this role. */
  modes: string[];
  lane: Lane;
  /** System text. The same bytes for every task of the role, so that prompt caches hit. */
  system: string;
  /** Tool names, in the order the model sees them. */
  tools: string[];
  /** The tool that ends a task of this role; null where a plain answer ends it. */
  ends: "submit_plan" | "attempt_completion" | "report_verification" | null;
  /** `tests`: only what is a test by its path. */
  write: boolean | "tests";
  run: boolean;
  /** Default models by what the user has keys for; `role` means: that role's model. */
  defaults: { anthropic: string; openai: string } | { role: string };
}
