// Reads the files of roles: a person's `~/.kilo/roles/*.md`, and in a trusted folder the project's `.kilocode/roles/*.md`
// and `.kilocode/agents-config.json`. A project's file that leads out of its folder is not read.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { resolveInside } from "../../tools/paths";
import { readText } from "../../tools/textFile";
import { agentsConfigName } from "./agentsConfig";
import { layerRoles, type OwnRoles, type RoleText } from "./layerRoles";

export const projectRolesName = ".kilocode/roles";
/** More files than anybody has roles: the rest is left. */
const mostFiles = 200;
const mostBytes = 200_000;

export interface RolePlaces {
  /** The user's own folder, `~/.kilo`. */
  home: string;
  /** Real path of the project's folder. */
  folder: string;
  trusted: boolean;
}

export function personRolesPath(home: string): string {
  return join(home, "roles");
}

export async function readRoles({ home, folder, trusted }: RolePlaces): Promise<OwnRoles> {
  const person = await personTexts(personRolesPath(home));
  if (!trusted) return layerRoles({ person, project: [], agentsConfig: null });
  const config = projectText(folder, agentsConfigName);
  const project = await projectTexts(folder);
  const own = layerRoles({ person, project, agentsConfig: config?.text ?? null });
  if (config?.problem === undefined) return own;
  const broken = { name: agentsConfigName, message: config.problem };
  return { ...own, broken: [...own.broken, broken], notices: [...own.notices, config.problem] };
}

async function personTexts(folder: string): Promise<RoleText[]> {
  return Promise.all(
    (await roleFiles(folder)).map(async (name): Promise<RoleText> => {
      const path = join(folder, name);
      const fileName = name.slice(0, -3);
      try {
        const bytes = await readFile(path);
        if (bytes.length > mostBytes) return { path, fileName, text: null, problem: tooLarge(path) };
        return { path, fileName, text: bytes.toString("utf8") };
      } catch (thrown) {
        const { code } = thrown as NodeJS.ErrnoException;
        return { path, fileName, text: null, problem: `${path} cannot be read (${code}).` };
      }
    }),
  );
}

async function projectTexts(folder: string): Promise<RoleText[]> {
  const target = resolveInside(folder, projectRolesName);
  if (!target.ok || !target.value.stats?.isDirectory()) return [];
  return (await roleFiles(target.value.absolute)).flatMap((name) => {
    const path = `${projectRolesName}/${name}`;
    const read = projectText(folder, path);
    return read ? [{ path, fileName: name.slice(0, -3), ...read }] : [];
  });
}

/** Null where there is no such file. */
function projectText(folder: string, path: string): Pick<RoleText, "text" | "problem"> | null {
  const target = resolveInside(folder, path);
  if (!target.ok) return { text: null, problem: target.failure.message };
  if (!target.value.stats) return null;
  if (target.value.stats.size > mostBytes) return { text: null, problem: tooLarge(path) };
  const read = readText(target.value);
  return read.ok ? { text: read.value.text } : { text: null, problem: read.failure.message };
}

/** Names of role files, in order; notes beside them are none. */
async function roleFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => /^[^._].*\.md$/.test(name) && !/^readme\.md$/i.test(name))
      .sort()
      .slice(0, mostFiles);
  } catch {
    // There is no such folder.
    return [];
  }
}

function tooLarge(path: string): string {
  return `${path} is larger than ${mostBytes / 1000} KB; a role's file is a head and a prompt.`;
}
