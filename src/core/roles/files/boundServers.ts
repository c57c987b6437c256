// Which tool servers a project's role gets: those the project brings itself, each started only after a person approved
// its command. A server of the user's own is the user's to give. Pure.
import { isAbsolute, relative } from "node:path";
import type { ToolServer } from "../../../protocol/settings";
import type { Role } from "../role";

export interface BoundServers {
  roles: Role[];
  notices: string[];
}

/** @param folder real path of the project's folder. */
export function boundServers(
  roles: readonly Role[],
  servers: readonly ToolServer[],
  folder: string,
): BoundServers {
  const notices: string[] = [];
  const foreign = new Map(
    servers.filter(({ origin }) => !isInside(folder, origin)).map((server) => [server.name, server]),
  );
  const bound = roles.map((role) => {
    const { origin = "", mcpServers = [] } = role;
    if (isAbsolute(origin)) return role;
    const taken = mcpServers.flatMap((name) => foreign.get(name) ?? []);
    if (taken.length === 0) return role;
    for (const { name, origin: file, roles: given = [] } of taken) {
      if (given.includes(role.name)) continue;
      notices.push(
        `${origin}: the role ${role.name} does not get your own server ${name}; to give it, add "roles": ["${role.name}"] to ${name} in ${file}.`,
      );
    }
    return { ...role, mcpServers: mcpServers.filter((name) => !foreign.has(name)) };
  });
  return { roles: bound, notices };
}

function isInside(folder: string, path: string): boolean {
  if (!isAbsolute(path)) return true;
  const way = relative(folder, path);
  return !isAbsolute(way) && !/^\.\.([/\\]|$)/.test(way);
}
