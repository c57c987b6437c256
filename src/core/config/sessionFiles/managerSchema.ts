// The form of `.kilocode/agent-manager.json`: every key, what it may be and what it is for.
import * as z from "zod";
import { settableKinds } from "../approveKinds";
import {
  amount,
  byName,
  choice,
  flag,
  list,
  maxTokens,
  modelId,
  mostAgents,
  names,
  schemaKey,
  table,
  temperature,
  text,
  wholeNumber,
} from "./leaves";
import { leastMemory, memorySize, mostMemory } from "./memorySize";

const agentKeys = () => ({
  model: modelId().optional(),
  temperature: temperature().optional(),
  maxTokens: maxTokens().optional(),
  skills: names("skills", "Names of skills the agent may open, beside those of its role's file.").optional(),
});

const agents = () =>
  byName(
    table(agentKeys(), "model, temperature, maxTokens and skills", "Settings of one role's agents."),
    "roles and their settings",
    'Settings by role. "default" holds for every agent whose role says nothing itself.',
  );

const merge = () =>
  table(
    {
      strategy: choice(
        {
          "orchestrator-review": "A reviewer judges the changes, then you approve.",
          auto: "What the checks proved lands without a question. Needs your approval.",
          manual: "You review and approve; nothing is judged by a model.",
        },
        "How the agents' work comes back.",
      ).optional(),
      autoCommit: flag(
        "True: one commit on your branch. False: uncommitted, unstaged changes. True needs your approval.",
      ).optional(),
      requireTests: flag(
        "Only what the project's checks proved may land. With the strategy auto it is true unless you approved false.",
      ).optional(),
      createPullRequest: flag(
        "Pushes the integration branch and opens a pull request. Needs your approval.",
      ).optional(),
    },
    "strategy, autoCommit, requireTests and createPullRequest",
    "What happens with the agents' work.",
  );

const memoryWords = { error: 'must be an amount of memory from 64 MB, such as "4GB" or "512MB"' };

const resources = () =>
  table(
    {
      maxCpuPerAgent: amount(
        0.1,
        1024,
        "Processor cores of one agent's processes, where the system can limit them.",
      ).optional(),
      maxMemoryPerAgent: z
        .union(
          [
            // The published schema knows no flag of a pattern.
            z.string().regex(/^\s*\d{1,12}(\.\d{1,6})?\s*([KMGTkmgt][Ii]?[Bb]?|[Bb])?\s*$/, memoryWords),
            z.number().min(leastMemory).max(mostMemory),
          ],
          memoryWords,
        )
        .refine((written) => memorySize(written) !== null, memoryWords)
        .meta({ description: 'Memory of one agent\'s processes: "4GB", "512MB", or a number of bytes.' })
        .optional(),
      maxConcurrentAgents: wholeNumber(
        1,
        mostAgents,
        "Agents that work at once; the smaller of this and maxParallelAgents holds.",
      ).optional(),
      priorityMode: choice(
        {
          balanced: "Agents begin as soon as they can, those that most others wait for first.",
          speed: "The same as balanced: no agent is held back that could begin.",
          cost: "Of agents with one model and one role's words, the first begins alone; the others begin with its first answer, and read from the provider's cache what it paid for.",
        },
        "What counts more when agents are started.",
      ).optional(),
    },
    "maxCpuPerAgent, maxMemoryPerAgent, maxConcurrentAgents and priorityMode",
    "Limits of each agent.",
  );

const caching = () =>
  table(
    {
      enabled: flag(
        "The provider's own prompt cache is always used as it is; nothing is turned on or off.",
      ).optional(),
      sharedModelCache: flag(
        "The provider's own prompt cache serves all agents; nothing is turned on or off.",
      ).optional(),
      embeddingCache: flag("Has no effect: no embeddings are made.").optional(),
      cacheLocation: z
        .string({ error: "must be a folder" })
        .meta({ description: "Has no effect: nothing is cached on disk." })
        .optional(),
    },
    "enabled, sharedModelCache, embeddingCache and cacheLocation",
    "Taken as it is written elsewhere; the provider's prompt cache is the only one there is.",
  );

const worktree = () =>
  table(
    {
      include: list(
        "patterns",
        100,
        400,
        "Ignored files that are copied into each worktree, as patterns of a .gitignore.",
      ).optional(),
      setup: text(
        "a shell command",
        2000,
        "Shell command run once in each new worktree. Needs your approval.",
      ).optional(),
      cloneDependencies: flag(
        "Clones dependency folders such as node_modules into new worktrees. True by default.",
      ).optional(),
    },
    "include, setup and cloneDependencies",
    "What each new worktree gets.",
  );

/** By whom each role is waited for. */
export const dependencies = (description: string) =>
  byName(list("names", mostAgents, 40, "Names it waits for."), "names and lists of names", description);

/** What project and session files have in common. */
export const sharedKeys = () => ({
  enabled: flag("False: no session can be started here.").optional(),
  maxParallelAgents: wholeNumber(1, mostAgents, "Agents that work at once. 4 by default.").optional(),
  worktreeBasePath: text(
    "a folder",
    1000,
    "Folder of the worktrees, relative to the repository; .kilocode/worktrees by default. Outside the repository it needs your approval.",
  ).optional(),
  agents: agents().optional(),
  merge: merge().optional(),
  dependencies: dependencies("By role: roles whose agents it waits for.").optional(),
  resources: resources().optional(),
  caching: caching().optional(),
  worktree: worktree().optional(),
});

export const orchestratorKeys = () => ({
  model: modelId().optional(),
  temperature: temperature().optional(),
  maxTokens: maxTokens().optional(),
});

const askOrAuto = (description: string) =>
  choice({ ask: "You decide.", auto: "Has no effect here: a project may only tighten." }, description);

/** Every spelling of a kind, as far as a person can be asked. */
function approve() {
  const kinds = settableKinds.flatMap((kind) => [
    kind,
    ...(/^(plan|completion|merge)$/.test(kind) ? [] : [`${kind}s`]),
  ]);
  const shape = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      askOrAuto(`Whether you are asked about a ${kind.replace(/s$/, "")}.`).optional(),
    ]),
  );
  const narrower = (what: string) =>
    z.record(z.string(), table(shape, "approvals", "By kind."), {
      error: `must be a table of ${what} and approvals`,
    });
  return table(
    {
      ...shape,
      role: narrower("roles").meta({ description: "By role, then by kind." }).optional(),
      depth: narrower("depths")
        .meta({ description: "By depth in the tree of tasks (0: a step), then by kind." })
        .optional(),
    },
    "approvals",
    'What you want to decide yourself: only "ask" has an effect here.',
  );
}

/** Made where there is such a file. */
export const managerSchema = () =>
  table(
    {
      $schema: schemaKey(),
      ...sharedKeys(),
      orchestrator: table(
        {
          ...orchestratorKeys(),
          budgetUsd: amount(
            0.01,
            10_000,
            "Most dollars of one run; the smaller of this and your own holds.",
          ).optional(),
          maxIterations: wholeNumber(
            1,
            20,
            "Most rounds of changes; the smaller of this and your own holds.",
          ).optional(),
          sandbox: choice(
            {
              require: "No run starts here without a sandbox.",
              auto: "In a sandbox where there is one.",
              off: "Has no effect here: a project may only tighten.",
            },
            "What holds shell commands; the stricter of this and your own holds.",
          ).optional(),
          approve: approve().optional(),
        },
        "settings",
        "The orchestrator, and what every run in this folder keeps to.",
      ).optional(),
    },
    "settings",
    "Agent Manager of this project. Counts in a trusted folder only; keys that widen what you set wait for your approval.",
  );

export type SharedValues = z.infer<z.ZodObject<ReturnType<typeof sharedKeys>>> & {
  orchestrator?: z.infer<z.ZodObject<ReturnType<typeof orchestratorKeys>>> | undefined;
};
