// The form of `.kilocode/agents-config.json`. The roles themselves are read in `roles/files`; what is read here is how
// their worktrees and branches are called.
import {
  branchName,
  byName,
  folderName,
  maxTokens,
  modelId,
  names,
  schemaKey,
  table,
  temperature,
  text,
} from "./leaves";

const roleKeys = () => ({
  description: text(
    "a text",
    2000,
    "What the role is for, in a sentence: whoever gives work to it reads this.",
  ).optional(),
  worktreePrefix: folderName(
    'Begins the names of its worktrees: "feature-db" gives feature-db-001.',
  ).optional(),
  branches: table(
    { prefix: branchName('Begins the names of its branches: "feature/db" gives feature/db-001.').optional() },
    "prefix",
    "How its branches are called.",
  ).optional(),
  model: modelId()
    .meta({
      description: "Has no effect in a project's file; use agents.<role>.model of agent-manager.json.",
    })
    .optional(),
  temperature: temperature().optional(),
  maxTokens: maxTokens().optional(),
  skills: names("skills", "Names of skills it may open; all where there is no such key.").optional(),
  mcpServers: names("servers", "Names of tool servers whose tools it gets. Needs your approval.").optional(),
});

/** Made where there is such a file. */
export const agentsConfigSchema = () =>
  table(
    {
      $schema: schemaKey(),
      roles: byName(
        table(
          roleKeys(),
          "settings",
          "One role, made from the built-in role of its name or field, else from the coder.",
        ),
        "roles",
        "Roles by name.",
      ),
    },
    "roles",
    "Roles of this project's agents. Counts in a trusted folder only.",
  );
