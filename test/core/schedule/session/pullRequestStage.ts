// A session of one agent whose result becomes a pull request on a GitHub of this machine.
import { execFileSync } from "node:child_process";
import type { Approval } from "../../../../src/protocol/approval";
import type { Fact, FactOf, FactType } from "../../../../src/protocol/event";
import type { ModelBinding } from "../../../../src/protocol/settings";
import { type GitHubSetting, plantGitHub, type TestGitHub } from "../../../fakes/testGitHub";
import { agentRole, testSession } from "../../../fakes/testSession";
import { testSettings } from "../../../fakes/testSettings";
import { createStage, type Stage, type StageOptions } from "../stage";

export interface PullRequestStage extends Stage {
  gitHub: TestGitHub;
  /** git in the user's repository. */
  git(...args: string[]): string;
  /** git in the bare one. */
  remote(...args: string[]): string;
  ofType<Type extends FactType>(run: string, type: Type): Promise<FactOf<Type>[]>;
}

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });

export interface PullRequestWishes {
  gitHub?: GitHubSetting;
  /** Before the session starts. */
  prepare?(folder: string, gitHub: TestGitHub): void;
  /** Further variables; a value that is undefined takes one away. */
  variables?: Record<string, string | undefined>;
  secret?: StageOptions["secret"];
  autoCommit?: boolean;
  /** Turns of the agent before it has done. */
  turns?: unknown[];
}

export async function createPullRequestStage(wishes: PullRequestWishes = {}): Promise<PullRequestStage> {
  let gitHub: TestGitHub | null = null;
  const { autoCommit = false, turns = [], secret, variables = {} } = wishes;
  const merge = { strategy: "auto", autoCommit, requireTests: true, createPullRequest: true } as const;
  const agent = { name: "database", role: "database", task: "Write names.mjs", directory: null };
  const rest = { after: [], files: [], criteria: [], skills: null, naming: null };
  const stage = await createStage({
    interactive: true,
    ...(secret ? { secret } : {}),
    async beside({ home, folder }) {
      gitHub = await plantGitHub(home, folder, wishes.gitHub);
      wishes.prepare?.(folder, gitHub);
      const all = Object.entries({ ...gitHub.environment, ...variables });
      return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
    },
    settings: (url) => ({
      isolation: "worktree",
      roles: [agentRole("database")],
      models: { ...testSettings(url).models, database: testSettings(url).models.coder as ModelBinding },
      session: testSession({ agents: [{ ...agent, ...rest }], merge }),
    }),
    script: {
      database: [
        ...turns,
        call("write_file", { path: "names.mjs", content: "export const names = 1;\n" }),
        call("attempt_completion", { result: "Done." }),
      ],
    },
  });
  if (!gitHub) throw new Error("no GitHub was planted");
  return extend(stage, gitHub);
}

function extend(stage: Stage, gitHub: TestGitHub): PullRequestStage {
  const gitIn =
    (cwd: string) =>
    (...args: string[]) =>
      execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  const { close } = stage;
  return Object.assign(stage, {
    gitHub,
    git: gitIn(stage.folder),
    remote: gitIn(gitHub.bare),
    async ofType<Type extends FactType>(run: string, type: Type) {
      const facts: Fact[] = await stage.facts(run);
      return facts.filter((fact): fact is FactOf<Type> => fact.type === type);
    },
    async close() {
      await close();
      await gitHub.close();
    },
  });
}

/** Starts a session and says yes to what it asks, until it has ended. */
export async function playToEnd(stage: PullRequestStage): Promise<{ run: string; asked: Approval }> {
  const run = await stage.start("Build greetings.");
  const { asked } = await stage.give(run, "merge", { verdict: "approved" });
  await stage.engine.settled(run);
  return { run, asked };
}
