// Which tool servers are for which role: named by the role itself, or naming the role or one of its modes.
import type { RoleDefinition, ToolServer } from "./settings";

/** Whether a role has the tools of a server. */
export function isFor(
  { name, roles }: ToolServer,
  role: Pick<RoleDefinition, "name" | "modes" | "mcpServers">,
): boolean {
  const names = [role.name, ...role.modes];
  return (role.mcpServers?.includes(name) ?? false) || (roles?.some((one) => names.includes(one)) ?? false);
}
