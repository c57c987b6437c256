// What tests of session files share: the fixtures, the built-in roles, and one reading without a disk.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type SessionConfiguration,
  type SessionInput,
  sessionSettings,
} from "../../../../src/core/config/sessionSettings";
import { layerRoles } from "../../../../src/core/roles/files/layerRoles";
import { rolesOf } from "../../../../src/core/roles/index";
import type { Result } from "../../../../src/protocol/failure";
import type { RoleDefinition } from "../../../../src/protocol/settings";

const fixtures = join(import.meta.dirname, "../../../fixtures/agentManager");

export function fixture(name: string): string {
  return readFileSync(join(fixtures, `${name}.json`), "utf8");
}

export interface Told extends Partial<Omit<SessionInput, "texts" | "approved">> {
  manager?: unknown;
  agentsConfig?: unknown;
  session?: unknown;
  /** Whether a person approves whatever is asked. */
  approve?: boolean;
}

const textOf = (value: unknown) =>
  value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);

/** Roles as they are read from the project's own list, over the built-in ones. */
export function rolesWith(agentsConfig: string | null): readonly RoleDefinition[] {
  return rolesOf(layerRoles({ person: [], project: [], agentsConfig }));
}

export function read({
  manager,
  agentsConfig,
  session,
  approve = false,
  ...rest
}: Told): Result<SessionConfiguration> {
  const config = textOf(agentsConfig);
  const text = textOf(session);
  return sessionSettings({
    folder: "/home/me/my-app",
    known: rolesWith(config),
    worktrees: { basePath: null, branchPrefix: null },
    flags: {},
    ...rest,
    texts: {
      manager: textOf(manager),
      agentsConfig: config,
      session: text === null ? null : { path: "s.json", text },
    },
    approved: () => approve,
  });
}

/** What it comes to, where it must be readable. */
export function told(input: Told): SessionConfiguration {
  const made = read(input);
  if (!made.ok) throw new Error(made.failure.message);
  return made.value;
}

/** The sentence it is refused with. */
export function refusal(input: Told): string {
  const made = read(input);
  return made.ok ? "not refused" : made.failure.message;
}
