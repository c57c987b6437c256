// The verdict on what an agent would do with a path: read, write, make, delete, list, work in it. Links are followed to
// the real place first, and what cannot be resolved is refused. Starts nothing and changes nothing.
import { resolvePlace } from "../tools/paths";
import { pathTrap } from "../tools/pathTraps";
import { isProtectedHome } from "../tools/protectedHome";
import { protectedTarget } from "./protectedTarget";
import { isKeyFolder, isSecretPath } from "./secretPath";
import { allow, ask, deny, type Judgement } from "./verdict";

export type PathOperation = "read" | "list" | "write" | "create" | "delete" | "work-in";

export interface PathInput {
  operation: PathOperation;
  /** As the model wrote it: relative to the root, or absolute. */
  path: string;
  /** The folder the agent works in. */
  root: string;
  /** Folders of the product itself: its program and what it keeps of a person. */
  own: readonly string[];
  /** The person's home, where it is known: what begins with a dot there is theirs. */
  home?: string;
}

/** @returns allow, ask or deny, and the reason as a person is told it, with the real target where it is another. */
export function pathPolicy(input: PathInput): Judgement {
  const { operation, path, root } = input;
  const trap = path === "" ? "it is empty" : pathTrap(path);
  if (trap) return deny(`${JSON.stringify(path)} is refused: ${trap}`);
  const place = resolvePlace(root, path);
  if ("why" in place && /^\/(dev|proc|sys)\//.test(path)) return deny(`${path} is no ordinary file`);
  if ("why" in place) return place.dangling ? ask(place.why) : deny(place.why);
  const { absolute, relative, kind } = place;
  // A folder in memory is a folder like any other to who works in it.
  const inMemory = relative !== null && absolute.startsWith("/dev/shm/");
  if (kind === "other" || (/^\/(dev|proc|sys)\//.test(absolute) && !inMemory))
    return deny(`${absolute} is no ordinary file`);
  if (input.own.some((folder) => absolute === folder || absolute.startsWith(`${folder}/`))) {
    return deny(`${absolute} belongs to the engine itself`);
  }
  if (relative === null) return outside(input, absolute);
  if (changes(operation) && relative === ".") return deny("it is the whole folder");
  if (changes(operation)) return judgeChange(operation, path, place, relative);
  if (operation === "work-in") return judgeFolder(relative, kind);
  if (operation === "read" && isSecretPath(relative)) return ask(`${relative} may hold secrets`);
  return allow("it only reads inside the folder");
}

const changes = (operation: PathOperation) => /^(write|create|delete)$/.test(operation);

function outside({ operation, root, home }: PathInput, absolute: string): Judgement {
  const isPersonal = home !== undefined && absolute.startsWith(`${home}/.`);
  if (isKeyFolder(absolute) || (isPersonal && isSecretPath(absolute)))
    return deny(`${absolute} holds personal keys`);
  if (changes(operation) && root.startsWith(absolute === "/" ? "/" : `${absolute}/`))
    return deny(`the project lies in ${absolute}`);
  if (
    changes(operation) &&
    home !== undefined &&
    `${home}/`.startsWith(absolute === "/" ? "/" : `${absolute}/`)
  )
    return deny(`${absolute} is a person's own folder`);
  if (changes(operation) && isPersonal) return deny(`${absolute} holds settings that other programs obey`);
  if (changes(operation) && (isProtectedHome(absolute) || protectedTarget(absolute))) {
    return deny(`${absolute} holds settings that other programs obey`);
  }
  return ask(`it leads outside the folder, to ${absolute}`);
}

function judgeChange(
  operation: PathOperation,
  path: string,
  { kind, links }: { kind: string; links: number },
  relative: string,
): Judgement {
  const guarded = protectedTarget(relative);
  if (guarded) return guarded;
  if (isSecretPath(relative)) return ask(`${relative} may hold secrets`);
  if (operation !== "delete" && kind === "folder") return deny(`${relative} is a folder`);
  // What another name of the same file is, nobody can tell from here.
  if (kind === "file" && links > 1) return ask(`${relative} has another name elsewhere`);
  // It would look the same as its neighbour in every dialog.
  if (/[ .]$/.test(path)) return ask("its name ends with a space or a dot");
  return allow("it is an ordinary file inside the folder");
}

function judgeFolder(relative: string, kind: string): Judgement {
  if (kind !== "folder") return ask(`${relative} is not a folder`);
  const guarded = protectedTarget(relative);
  return guarded ?? allow("it is a folder inside");
}
