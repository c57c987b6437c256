// What a project's role may not be: wider than what stood in its place, or than the coder where nothing did. What was
// taken away is named, so that it can be said. Pure.
import { findRole } from "../index";
import type { Role } from "../role";
import { fitting } from "./buildRole";

export interface BoundRole {
  role: Role;
  /** What the project wanted and does not get: `model`, `rights.write`, `tools.new_task`. */
  cut: string[];
}

/** They ask, or read what the run was given. */
const harmless = ["ask_user", "ask_parent", "open_skill", "read_output"];
const ranks = [false, "tests", true] as const;

/**
 * @param known roles that are not the project's: built-in ones and a person's.
 */
export function boundRole(role: Role, known: readonly Role[]): BoundRole {
  const replaced = [role.name, ...role.modes].flatMap((name) => findRole(name, known) ?? []);
  const coder = findRole("coder", known);
  const limits = replaced.length > 0 ? replaced : coder ? [coder] : [];
  const write = limits.reduce<Role["write"]>((held, limit) => lesser(held, limit.write), role.write);
  const run = limits.reduce((held, limit) => held && limit.run, role.run);
  const mayHave = (tool: string) =>
    tool === role.ends || harmless.includes(tool) || limits.every(({ tools }) => tools.includes(tool));
  const kept = role.tools.filter(mayHave);
  const named = known.find(({ name }) => name === role.name);
  const { model, grants, ...rest } = role;
  const own = model !== undefined && model !== named?.model;
  const cut = [
    ...(own ? ["model"] : []),
    ...(write !== role.write ? ["rights.write"] : []),
    ...(run !== role.run ? ["rights.run"] : []),
    ...role.tools.filter((tool) => !mayHave(tool)).map((tool) => `tools.${tool}`),
  ];
  const bound: Role = {
    ...rest,
    write,
    run,
    tools: fitting(kept, { write, run }),
    ...(grants && named?.grants ? { grants } : {}),
    ...(named?.model === undefined ? {} : { model: named.model }),
  };
  return { role: bound, cut };
}

function lesser(one: Role["write"], other: Role["write"]): Role["write"] {
  return ranks.indexOf(one) < ranks.indexOf(other) ? one : other;
}
