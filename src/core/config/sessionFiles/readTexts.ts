// The texts of an Agent Manager's files, read each by its own form: the project's two and the session's. Pure. What a key
// of one file means in another has its own sentence.
import { failure, type Result } from "../../../protocol/failure";
import { projectFileName } from "../projectFile";
import { agentsConfigSchema } from "./agentsConfigSchema";
import { managerSchema, type SharedValues } from "./managerSchema";
import { readWritten, type WrittenFile } from "./readWritten";
import { type SessionValues, sessionFileSchema } from "./sessionSchema";

export const rolesFileName = ".kilocode/agents-config.json";

export interface SessionTexts {
  /** `.kilocode/agent-manager.json`; null where there is none, or no trust. */
  manager: string | null;
  /** `.kilocode/agents-config.json`; the same. */
  agentsConfig: string | null;
  /** What `--session` names; its path as it is shown. */
  session: { path: string; text: string } | null;
}

/** One file that says something of the session; later ones go before earlier ones. */
export type Layer = WrittenFile<SharedValues> & { kind: "project" | "session" };

export interface RoleNaming {
  worktreePrefix?: string | undefined;
  branchPrefix?: string | undefined;
}

export interface ReadTexts {
  layers: Layer[];
  /** Of `agents-config.json`, by role. */
  naming: ReadonlyMap<string, RoleNaming>;
  /** Null where no session file is given. */
  session: WrittenFile<{ session: SessionValues }> | null;
  notices: string[];
}

const addresses = /^(base_?url|api_?key(_?env)?|endpoint)$/i;

/** @returns `invalid-input` with file, line and key; `not-allowed` where a file turns sessions off. */
export function readTexts({ manager, agentsConfig, session }: SessionTexts): Result<ReadTexts> {
  const made: ReadTexts = { layers: [], naming: new Map(), session: null, notices: [] };
  if (manager !== null) {
    const read = readWritten(manager, projectFileName, managerSchema(), managerAnswer);
    if (!read.ok) return read;
    made.layers.push({ ...read.value, kind: "project" });
    made.notices.push(...read.value.notices);
  }
  if (agentsConfig !== null) {
    // Keys that are not known were told when the roles were read.
    const read = readWritten(agentsConfig, rolesFileName, agentsConfigSchema(), () => "");
    if (!read.ok) return read;
    made.naming = new Map(
      Object.entries(read.value.values.roles).map(([role, { worktreePrefix, branches }]) => [
        role,
        { worktreePrefix, branchPrefix: branches?.prefix },
      ]),
    );
  }
  if (session !== null) {
    const read = readWritten(session.text, session.path, sessionFileSchema(), sessionAnswer);
    if (!read.ok) return read;
    made.layers.push({ ...read.value, kind: "session" });
    made.session = read.value;
    made.notices.push(...read.value.notices);
  }
  const off = made.layers.find(({ values }) => values.enabled === false);
  if (!off) return { ok: true, value: made };
  const message = `${off.label(["enabled"])} is false, so no session is started here; set it to true to use the Agent Manager.`;
  return { ok: false, failure: failure("not-allowed", message) };
}

function managerAnswer(key: readonly string[]): string | null {
  if (key.length === 1 && key[0] === "session")
    return "has no effect here; put it into a file of its own and name that with --session";
  if (key.length === 1 && key[0] === "roles") return `has no effect here; roles belong into ${rolesFileName}`;
  // Named already, among the keys that a project may never set.
  return addresses.test(key.at(-1) ?? "") ? "" : null;
}

function sessionAnswer(key: readonly string[]): string | null {
  const [first, second = ""] = key;
  if (key.length === 1 && first === "roles") return `has no effect here; roles belong into ${rolesFileName}`;
  if (first === "orchestrator" && ["budgetUsd", "maxIterations", "sandbox", "approve"].includes(second))
    return `has no effect in a session file; it belongs into ${projectFileName} or on the command line`;
  return null;
}
