// What a folder and its user bring to a run beside settings: roles, skills, tool servers. Read once, then sealed.
import type { Result } from "../../protocol/failure";
import type { OwnParts } from "../config/effective";
import { readServers } from "../mcp/readServers";
import { boundServers } from "../roles/files/boundServers";
import { type RolePlaces, readRoles } from "../roles/files/readRoles";
import { rolesOf } from "../roles/index";
import { readSkills } from "../skills/readSkills";
import type { KnownRoles } from "./knownRoles";

export interface ReadParts {
  own: OwnParts;
  known: KnownRoles;
}

/** @param places the user's own folder and the project's, whose files count only where it is trusted. */
export async function readParts(places: RolePlaces): Promise<Result<ReadParts>> {
  const read = await readRoles(places);
  const { skills, skipped } = await readSkills(places);
  const servers = await readServers(places);
  if (!servers.ok) return servers;
  const { roles, notices } = boundServers(read.roles, servers.value, places.folder);
  const own = { roles, skills, servers: servers.value, notices: [...read.notices, ...skipped, ...notices] };
  return {
    ok: true,
    value: { own, known: { roles: rolesOf({ roles }), broken: read.broken, about: read.about } },
  };
}
