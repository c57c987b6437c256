// What `kilo-code config init` writes: every setting with its default, and the rest as comments to uncomment.

export const configTemplate = `# Kilo Orchestrator: the user's configuration. Lines that start with # have no effect.
# "kilo-code config" shows every setting that holds and where it comes from.

[orchestrator]
enabled = true
auto_decompose_threshold = 50  # lines edited, above which a task is broken down
max_iterations = 4             # rounds of changes before the run stops, 1 to 20
budget_usd = 2.50              # hard stop per task
# isolation = "workspace"      # or "worktree": work in a tree of its own, applied after approval
# escalation = "provider/model"  # or "debugger": tried once when there is no progress

# Without this table the models follow from the keys that exist.
# [orchestrator.models]
# planner  = "anthropic/claude-opus-4-7"
# coder    = "anthropic/claude-sonnet-4-6"
# debugger = "anthropic/claude-haiku-4-5"
# router   = "openai/gpt-4o-mini"  # off without this line: asked only where the rules are unsure

# A review step has one reviewer on the role's model, or several side by side that do not see each other.
# [orchestrator.review]
# models = ["anthropic/claude-opus-4-7", "openai/gpt-5.5", "anthropic/claude-haiku-4-5"]
# rule = "majority"            # or "veto": one who rejects is enough

# "ask" or "auto", by kind. Budget, trust and MCP are always asked.
[orchestrator.approve]
plan = "ask"
subtasks = "ask"
completion = "ask"
commands = "ask"
edits = "auto"
merge = "ask"

# The same for one role, or for one depth: 0 is a step or a lone task, 1 its subtasks.
# [orchestrator.approve.role.reviewer]
# subtask = "auto"
# completion = "auto"
# [orchestrator.approve.depth.1]
# commands = "ask"

# Checks of your own by name; an empty command removes one that was found.
# [orchestrator.checks]
# test = "npm test"

# [orchestrator.limits]
# turns_per_task = 60
# tasks_per_run = 200
# spawn_depth = 3
# children_per_task = 50
# max_output_tokens = 16000
# command_seconds = 600
# command_idle_seconds = 120
# check_seconds = 1800
# check_idle_seconds = 300

# Shell commands that run without a question: whole lines, in the project's folder.
# [commands]
# allow = ["npm run codegen"]

# What holds shell commands beside the rules: they write only to the project and temporary files, and see no keys.
# [sandbox]
# mode = "auto"                # where it works (Linux: bubblewrap, macOS: Seatbelt); "require" or no run; "off"
# network = "ask"              # once per run, when a command wants it; "off"; "on": all commands have it
# write = ["~/.gradle"]        # more folders that commands may write

# Other model servers. Their keys are read from the environment or from credentials.toml, never from here.
# [providers.openrouter]
# base_url = "https://openrouter.ai/api/v1"
# api = "openai"               # or "anthropic": the dialect it speaks
# api_key_env = "OPENROUTER_API_KEY"
#
# [providers.ollama]
# base_url = "http://127.0.0.1:11434/v1"
# api = "openai"

# [models.aliases]
# qwen-coder-plus = "openrouter/qwen/qwen3-coder-plus"

# Tokens a model can read and write, where the built-in table does not know it.
# [models.limits."openrouter/qwen/qwen3-coder-plus"]
# context = 128000
# output = 16000

# Dollars per million tokens, or price = "free" or "subscription".
# [prices."openrouter/qwen/qwen3-coder-plus"]
# input = 1.00
# output = 5.00
# cache_read = 0.10
# cache_write = 1.25

# Without a terminal --yes and --approve have an effect only with this.
[ci]
auto_approve = false

# Ended runs are removed, oldest first, beyond this size.
[retention]
max_gb = 1

# Where shell commands of an Agent Manager session run: here, or on machines that take them from Redis.
# [workers]
# executor = "bullmq"          # "local" without this line
# redis = "redis://127.0.0.1:6379"  # one with a password is KILO_REDIS_URL, in the environment or credentials.toml

# [worktrees]
# base_path = ".kilocode/worktrees"
# branch_prefix = "kilo"
`;
