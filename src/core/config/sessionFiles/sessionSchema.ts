// The form of a session file, as `--session` takes it: the agents of one session, and every key of agent-manager.json that
// shall be different for it.
import * as z from "zod";
import type { Effort } from "../../../protocol/effort";
import {
  branchName,
  choice,
  list,
  modelId,
  mostAgents,
  name,
  names,
  schemaKey,
  table,
  text,
  wholeNumber,
} from "./leaves";
import { dependencies, orchestratorKeys, sharedKeys } from "./managerSchema";

const folder = (description: string) => text("a folder of the project", 400, description);

/** What begins first of what could begin is decided by it, and nothing else. */
const effortWords: Record<Effort, string> = {
  small: "Half as long as a medium one.",
  medium: "Like most.",
  large: "Twice as long as a medium one: it begins before others that could.",
};

const agentKeys = () => ({
  role: name("Who does it. A role that no file defines is made from the coder."),
  name: name(
    "What the agent is called; its role by default, with a number where the role occurs twice.",
  ).optional(),
  worktree: branchName(
    'Begins its branch: "feature/user-svc" gives the branch feature/user-svc-001 and the folder feature-user-svc-001.',
  ).optional(),
  directory: folder(
    "Folder it works in, and the only one it may write to; the whole tree by default.",
  ).optional(),
  task: text("a task", 8000, "What it shall do; the session's own task by default.").optional(),
  skills: names("skills", "Names of skills it may open, in place of its role's.").optional(),
  after: names("agents or roles", "Agents it waits for, by their names or by their roles.").optional(),
  dependencies: names("agents or roles", "The same as after.").optional(),
  files: list(
    "paths",
    200,
    400,
    "Files it is expected to touch: agents that share some are put in order.",
  ).optional(),
  effort: choice(
    effortWords,
    "How long it is expected to take beside the others; medium by default.",
  ).optional(),
  criteria: list(
    "shell commands",
    20,
    400,
    "Shell commands whose exit code proves its work. Needs your approval.",
  ).optional(),
  model: modelId().optional(),
});

const agentsError = { error: `must be a list of 1 to ${mostAgents} agents` };

const session = () =>
  table(
    {
      name: text("a name", 120, "What the session is called.").optional(),
      task: text(
        "a task",
        20_000,
        "What the session is for; words on the command line stand in its place.",
      ).optional(),
      batchSize: wholeNumber(
        1,
        mostAgents,
        "Agents of one batch; the next begins when all of it have ended.",
      ).optional(),
      agents: z
        .array(table(agentKeys(), "role, worktree, directory and task", "One agent."), agentsError)
        .min(1, agentsError)
        .max(mostAgents, agentsError)
        .meta({ description: "The agents; where there are none the orchestrator splits the task." })
        .optional(),
      dependencies: dependencies("By agent or role: agents or roles it waits for.").optional(),
    },
    "name, task, agents and dependencies",
    "The session.",
  );

/** Made where there is such a file. */
export const sessionFileSchema = () =>
  table(
    {
      $schema: schemaKey(),
      ...sharedKeys(),
      orchestrator: table(
        orchestratorKeys(),
        "model, temperature and maxTokens",
        "The orchestrator of this session.",
      ).optional(),
      session: session(),
    },
    "settings with session",
    "One session of the Agent Manager, for kilo-code agent-manager start --session. Other keys are those of agent-manager.json, for this session.",
  );

export type SessionValues = z.infer<ReturnType<typeof session>>;
export type WrittenAgent = NonNullable<SessionValues["agents"]>[number];
