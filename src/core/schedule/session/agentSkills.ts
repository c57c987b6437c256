// The skills of one agent: those its session file names, in place of its role's. Pure.
import type { RunView } from "../../../protocol/run";
import type { Role } from "../../roles/role";
import { roleIn } from "../roleIn";

/** @returns the role as the agent of a step has it; as it is for any other step, and for who takes over in another role. */
export function withAgentSkills(view: RunView, step: string | null, role: Role): Role {
  const name = view.steps.find(({ id }) => id === step)?.agent;
  const agent = name === undefined ? undefined : declared(view, name);
  if (!agent?.skills || roleIn(view, agent.role)?.name !== role.name) return role;
  return { ...role, skills: agent.skills };
}

function declared({ settings }: RunView, name: string) {
  return settings.session?.agents?.find((agent) => agent.name === name);
}
