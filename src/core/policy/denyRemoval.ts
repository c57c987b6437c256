// Removal and overwriting of whole folders that no task is about: the machine, the home, the workspace itself.
import { posix } from "node:path";
import type { ShellProgram } from "./shellProgram";

/** Folders below which only a whole machine's files lie. */
const systemFolder =
  /^\/(bin|boot|dev|etc|home|lib\w*|opt|private|proc|root|run|sbin|sys|system|applications|library|users|usr|var)?\/?\*?$/i;
const homeFolder =
  /^(~[\w-]*|\/(?:home|Users)\/[^/]+|\$HOME|\$\{HOME\}|\$env:USERPROFILE|%USERPROFILE%)(\/\*?)?$/i;
const workFolder = /^(\.|\.\.|\*|\.\*|\$PWD|\$\{PWD\}|\$\(pwd\)|`pwd`)(\/(\.\.|\*)?)*$/;
/** An unset variable leaves the root behind. */
const variableRoot =
  /^(\$(\w+|\{\w+\})\/\*?|\/\$(\w+|\{\w+\})\/?\*?|\$\{\w+:?[-=](\/|~|\.|\$HOME)?\/?\*?\}\/?\*?)$/;
const drive =
  /^[a-z]:([\\/]?\*?|[\\/](windows|program files[^/\\]*|programdata|users([\\/][^/\\]*)?)[\\/]?\*?)$/i;
/** What lies below these belongs to the machine, whatever its name; temporary files do not. */
const machinePart =
  /^\/(bin|boot|dev(?!\/shm\/)|etc|lib\w*|proc|sbin|sys|system|usr|var(?!\/(tmp|folders)\/))\/.|^[a-z]:[\\/]windows[\\/]/i;

const removers = /^(rm|rmdir|unlink|shred|srm|trash|del|erase|rd|remove-item|ri)$/;
const recursive = /^(-[a-z]*r[a-z]*|--recursive|\/s|-recurse)$/i;

/** @returns why, where the program would remove or take over a folder nobody works in. */
export function denyRemoval({ name, words }: ShellProgram): string | null {
  const operands = words.slice(1).filter((word) => !/^(-|\/[a-z]$)/i.test(word) || word === "-");
  if (removers.test(name)) {
    const whole = words.some((word) => recursive.test(word)) || name === "shred";
    const folder = operands.find((word) => (whole && isWholeFolder(word)) || isMachinePart(word));
    if (folder !== undefined) return `it would remove ${folder}`;
  }
  if (/^(mv|move|move-item)$/.test(name)) {
    const folder = operands
      .slice(0, -1)
      .find((word) => (isWholeFolder(word) && word !== "*") || isMachinePart(word));
    if (folder !== undefined) return `it would move ${folder} away`;
  }
  if (
    /^(chmod|chown|chgrp|chattr|setfacl)$/.test(name) &&
    words.some((word) => /^(-[a-z]*R|--recursive)/.test(word))
  ) {
    const folder = operands.find((word) => isWholeFolder(word) && !workFolder.test(word));
    if (folder !== undefined) return `it would change the rights of all of ${folder}`;
  }
  if (name === "find" && words.some((word) => /^-(delete|exec|execdir|ok|okdir)$/.test(word))) {
    const folder = findRoots(words).find((word) => isWholeFolder(word) && !workFolder.test(word));
    if (folder !== undefined) return `it would act on everything in ${folder}`;
  }
  return null;
}

/** `find / … | xargs rm`: a remover in a pipe gets its names from what stands before it. */
export function denyPipedRemoval(programs: readonly ShellProgram[]): string | null {
  for (const [index, { name, pipeline }] of programs.entries()) {
    if (!removers.test(name)) continue;
    const before = programs.slice(0, index).filter((program) => program.pipeline === pipeline);
    const folder = before
      .flatMap(({ words }) => words.slice(1))
      .find((word) => isWholeFolder(word) && !workFolder.test(word));
    if (folder !== undefined) return `it would remove what lies in ${folder}`;
  }
  return null;
}

function isMachinePart(word: string): boolean {
  return machinePart.test(word.startsWith("/") ? posix.normalize(word) : word);
}

function findRoots(words: readonly string[]): string[] {
  const roots = words.slice(1);
  const end = roots.findIndex((word) => /^[-(!]/.test(word) && !/^-[HLP]$/.test(word));
  return roots.slice(0, end < 0 ? roots.length : end);
}

function isWholeFolder(word: string): boolean {
  // `/tmp/..` and `/.` are the root, `~/.` is the home.
  const path =
    /^[/~$]/.test(word) && /\/\.{1,2}(\/|$)/.test(word)
      ? posix.normalize(word).replace(/(.)\/$/, "$1")
      : word.replace(/\/{2,}/g, "/");
  return [systemFolder, homeFolder, workFolder, variableRoot, drive].some((form) => form.test(path));
}
