// The form of `~/.kilo/config.toml`. Every message names what is allowed; unknown keys are told by readConfig.
import * as z from "zod";

/** A leaf whose every complaint is the same words, so that a person always reads what is allowed. */
const words = (error: string) => ({ error: `must be ${error}` });

function wholeNumber(least: number, most: number) {
  const error = words(`a whole number from ${least} to ${most}`);
  return z.number(error).int(error).min(least, error).max(most, error);
}

function amount(least: number, most: number, what: string) {
  const error = words(`${what} from ${least} to ${most}`);
  return z.number(error).min(least, error).max(most, error);
}

const text = (what: string) => z.string(words(what)).trim().min(1, words(what));
const choice = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, words(values.map((value) => `"${value}"`).join(" or ")));
const table = (what: string) => ({ error: `must be a table of ${what}` });

const flag = z.boolean(words("true or false"));
const modelId = text('a model as "provider/model"');
const askOrAuto = choice(["ask", "auto"]);
const alwaysAsk = z.literal("ask", words('"ask": a person always decides this'));

/** Both numbers are what people write; commands end at the first that is reached. */
const seconds = wholeNumber(1, 86_400);

const limits = z.object(
  {
    turns_per_task: wholeNumber(1, 1000).optional(),
    tasks_per_run: wholeNumber(1, 200).optional(),
    spawn_depth: wholeNumber(0, 10).optional(),
    children_per_task: wholeNumber(1, 200).optional(),
    max_output_tokens: wholeNumber(512, 200_000).optional(),
    command_seconds: seconds.optional(),
    command_idle_seconds: seconds.optional(),
    check_seconds: seconds.optional(),
    check_idle_seconds: seconds.optional(),
  },
  table("limits"),
);

/** Kinds that may be answered for one role or one depth. */
const ruleKinds = z.object(
  {
    subtask: askOrAuto.optional(),
    subtasks: askOrAuto.optional(),
    completion: askOrAuto.optional(),
    command: askOrAuto.optional(),
    commands: askOrAuto.optional(),
    edit: askOrAuto.optional(),
    edits: askOrAuto.optional(),
  },
  table("approvals"),
);

const byDepth = z
  .record(z.string(), ruleKinds, table("depths and approvals"))
  .superRefine((depths, context) => {
    for (const depth of Object.keys(depths)) {
      if (/^(\d|10)$/.test(depth)) continue;
      const message = "must be a depth from 0 (a step or a lone task) to 10";
      context.addIssue({ code: "custom", path: [depth], message });
    }
  });

const approve = z.object(
  {
    plan: askOrAuto.optional(),
    subtask: askOrAuto.optional(),
    subtasks: askOrAuto.optional(),
    completion: askOrAuto.optional(),
    command: askOrAuto.optional(),
    commands: askOrAuto.optional(),
    edit: askOrAuto.optional(),
    edits: askOrAuto.optional(),
    merge: askOrAuto.optional(),
    budget: alwaysAsk.optional(),
    trust: alwaysAsk.optional(),
    mcp: alwaysAsk.optional(),
    role: z.record(z.string(), ruleKinds, table("roles and approvals")).optional(),
    depth: byDepth.optional(),
  },
  table("approvals"),
);

const reviewers = words('a list of 1 to 9 models as "provider/model"');
const review = z.object(
  {
    models: z.array(modelId, reviewers).min(1, reviewers).max(9, reviewers),
    rule: choice(["majority", "veto"]).optional(),
  },
  table("models and rule"),
);

const orchestrator = z.object(
  {
    enabled: flag.optional(),
    auto_decompose_threshold: wholeNumber(0, 100_000).optional(),
    max_iterations: wholeNumber(1, 20).optional(),
    budget_usd: amount(0.01, 10_000, "dollars").optional(),
    escalation: text('a role or a model as "provider/model"').optional(),
    isolation: choice(["workspace", "worktree"]).optional(),
    models: z.record(z.string(), modelId, table("roles and models")).optional(),
    review: review.optional(),
    approve: approve.optional(),
    checks: z.record(z.string(), z.string(words("a shell command")), table("checks")).optional(),
    limits: limits.optional(),
  },
  table("settings"),
);

function isWebAddress(value: string): boolean {
  try {
    const { protocol, username, password } = new URL(value);
    return /^https?:$/.test(protocol) && username === "" && password === "";
  } catch {
    return false;
  }
}

const environmentName = words("the name of an environment variable, such as OPENROUTER_API_KEY");

const provider = z.object(
  {
    base_url: z
      .string(words("an http or https address without a password"))
      .refine(isWebAddress, words("an http or https address without a password")),
    api: choice(["anthropic", "openai"]),
    api_key_env: z
      .string(environmentName)
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, environmentName)
      .optional(),
  },
  table("base_url, api and api_key_env"),
);

const dollars = amount(0, 100_000, "dollars per million tokens").optional();
const price = z
  .object(
    {
      price: choice(["free", "subscription"]).optional(),
      input: dollars,
      output: dollars,
      cache_read: dollars,
      cache_write: dollars,
    },
    table("prices"),
  )
  .refine(
    (given) => (given.price === undefined) === (given.input !== undefined && given.output !== undefined),
    {
      error: 'must have input and output in dollars per million tokens, or price = "free" or "subscription"',
    },
  );

const modelLimit = z.object(
  { context: wholeNumber(1000, 100_000_000), output: wholeNumber(256, 10_000_000) },
  table("context and output"),
);

function isRedisAddress(value: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(value);
    return /^rediss?:$/.test(protocol) && hostname !== "" && username === "" && password === "";
  } catch {
    return false;
  }
}

const redisAddress = words(
  "redis://host:port or rediss://host:port; KILO_REDIS_URL holds one with a password",
);
const workers = z.object(
  {
    executor: choice(["local", "bullmq"]).optional(),
    redis: z.string(redisAddress).refine(isRedisAddress, redisAddress).optional(),
  },
  table("executor and redis"),
);

const sandbox = z.object(
  {
    mode: choice(["auto", "off", "require"]).optional(),
    network: choice(["ask", "off", "on"]).optional(),
    write: z.array(text("a folder"), words("a list of folders")).optional(),
  },
  table("mode, network and write"),
);

export const configSchema = z.object({
  orchestrator: orchestrator.optional(),
  commands: z
    .object(
      { allow: z.array(text("a shell command"), words("a list of shell commands")).optional() },
      table("commands"),
    )
    .optional(),
  providers: z.record(z.string(), provider, table("providers")).optional(),
  models: z
    .object(
      {
        aliases: z.record(z.string(), modelId, table("names and models")).optional(),
        limits: z.record(z.string(), modelLimit, table("models and their limits")).optional(),
      },
      table("aliases and limits"),
    )
    .optional(),
  prices: z.record(z.string(), price, table("models and their prices")).optional(),
  ci: z.object({ auto_approve: flag.optional() }, table("settings")).optional(),
  sandbox: sandbox.optional(),
  retention: z.object({ max_gb: amount(0.01, 10_000, "gigabytes").optional() }, table("settings")).optional(),
  workers: workers.optional(),
  worktrees: z
    .object(
      {
        base_path: text("a folder").optional(),
        branch_prefix: text("the beginning of a branch name").optional(),
      },
      table("settings"),
    )
    .optional(),
});

/** The file's values, in the file's own names. */
export type ConfigValues = z.infer<typeof configSchema>;
export type ProviderConfig = z.infer<typeof provider>;
export type RuleKinds = z.infer<typeof ruleKinds>;
export type PriceConfig = z.infer<typeof price>;
