// Names of artifacts: relative, plain on every system, never hidden. They become files, so what one system reads otherwise
// than another is refused on all. Pure.
import { pathTrap } from "../../tools/pathTraps";

const longest = 160;
const deepest = 8;

/** Why an artifact cannot have this name, as the end of a sentence; null where it can. */
export function artifactNameProblem(name: string): string | null {
  if (name === "" || name.length > longest) return `it must have 1 to ${longest} characters`;
  if (/^[/\\]/.test(name) || /^[A-Za-z]:/.test(name)) return "it must be relative";
  if (/[\\:*?"<>|]/.test(name)) return 'it may hold none of \\ : * ? " < > |';
  const trap = pathTrap(name, "win32");
  if (trap) return trap;
  const parts = name.split("/");
  if (parts.length > deepest) return `it may go ${deepest} folders deep`;
  if (parts.includes("..")) return "it must not lead out with ..";
  if (parts.some((part) => part === "")) return "a part of it is empty";
  if (parts.some((part) => part.startsWith("."))) return "no part of it may be hidden";
  if (parts.some((part) => /^\s|\s$/.test(part))) return "a part of it begins or ends with a space";
  return null;
}

/** Why the files of an agent of this name cannot stand in a folder; null where they can. */
export function agentFolderProblem(agent: string): string | null {
  return agent.includes("/") ? "it holds a /" : artifactNameProblem(agent);
}
