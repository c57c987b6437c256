// Shell writes to protected files and devices. Only the edit tools show a person what would change, so a shell never
// writes there; and nobody's keys are read through a shell.
import { posix } from "node:path";
import { isProtectedHome } from "../tools/protectedHome";
import { shellProtected } from "./protectedTarget";
import { isKeyFolder, isSecretPath } from "./secretPath";
import type { ShellProgram } from "./shellProgram";

/** Every operand of these is written or removed. */
const writers =
  /^(rm|rmdir|mv|move|tee|sponge|touch|mkdir|truncate|chmod|chown|chgrp|ln|unlink|patch|ed|ex|del|erase|rd|ren|rename|set-content|add-content|clear-content|out-file|tee-object|new-item|move-item|rename-item|remove-item)$/;
/** Of these only the last operand is written. */
const copiers = /^(cp|copy|xcopy|robocopy|install|rsync|scp|split|csplit|copy-item)$/;
const inPlace = /^(-i.*|-[a-z]*i|--in-place.*)$/;
const harmlessDevice = /^\/dev\/(null|stdout|stderr|tty|fd\/\d+)$/;
const outputFlag = /^(-o|-O|--output|--output-document|--output-dir|--directory|-fprintf?|-fprint0|-fls|of)$/;

/** Files of the machine that decide who may do what, and what is started with it. */
const machineFile =
  /^\/etc\/(passwd|shadow|gshadow|group|sudoers|sudoers\.d|cron[^/]*|profile|profile\.d|ld\.so\.(preload|conf)[^/]*|pam\.d|systemd|init\.d|rc\.local|ssh)(\/|$)/;
/** A person's home as a shell spells it. */
const home =
  /^(~[\w-]*|\$HOME|\$\{HOME\}|%USERPROFILE%|\$env:USERPROFILE|\/home\/[^/]+|\/Users\/[^/]+|\/root)(?=[/\\])/i;

/** A word as seen from a folder, both as they are spelled. */
export function placeFrom(folder: string, word: string): string {
  const plain = word.replaceAll("\\", "/");
  return /^([/~$%]|[A-Za-z]:)/.test(plain) ? plain : posix.join(folder, plain);
}

/**
 * @param folder where it would run, relative to the root, as far as the line tells.
 * @returns why, where the program would write what shells never write, or would read personal keys.
 */
export function denyWrite(program: ShellProgram, folder = ""): string | null {
  const { words, writes } = program;
  const key = words
    .slice(1)
    .concat(writes)
    .find((word) => isKeyFolder(word) || isHomeSecret(word) || /[/\\]\.kilo([/\\]|$)/.test(word));
  if (key !== undefined) return `${key} holds personal keys or the engine's own files`;
  for (const word of words.concat(writes)) {
    if (/^\/dev\/(tcp|udp)\//.test(word)) return "it would open a network connection through the shell";
    if (/^\/proc\/[^/]+\/(environ|mem|maps)$/.test(word)) return `${word} shows the memory of a program`;
  }
  for (const path of [...writes, ...writtenOperands(program)]) {
    if (/^\/(dev|proc|sys)\//.test(path) && !harmlessDevice.test(path)) return `it would write to ${path}`;
    if (machineFile.test(path)) return `it would write to ${path}`;
    if (isHomeSetting(path)) return `${path} holds settings that other programs obey`;
    const guarded = shellProtected(path) ?? shellProtected(placeFrom(folder, path));
    if (guarded) return `${guarded.reason}; a shell never writes there`;
  }
  return null;
}

/** A secret of the person, not of the project. */
function isHomeSecret(word: string): boolean {
  return home.test(word) && isSecretPath(word);
}

/** What starts with the desktop or the editor, or stands before other programs, in the person's own folder. */
function isHomeSetting(path: string): boolean {
  const plain = path.replace(/^(%APPDATA%|\$env:APPDATA)/i, "~/AppData/Roaming");
  const rest = plain.replace(home, "").replaceAll("\\", "/");
  return rest !== plain.replaceAll("\\", "/") && isProtectedHome(`${rest}/`);
}

function writtenOperands({ name, words }: ShellProgram): string[] {
  const operands = words.slice(1).filter((word) => !word.startsWith("-"));
  const written = outputs(words);
  if (writers.test(name)) return [...written, ...operands];
  if (copiers.test(name)) return [...written, ...operands.slice(-1)];
  if (/^(tar|bsdtar)$/.test(name)) written.push(...behind(words, "-C"));
  if (name === "unzip") written.push(...behind(words, "-d"));
  if (name === "wget") written.push(...behind(words, "-P"), ...behind(words, "--directory-prefix"));
  if (/^(sed|perl|gsed)$/.test(name) && words.some((word) => inPlace.test(word)))
    return [...written, ...operands];
  return written;
}

function behind(words: readonly string[], flag: string): string[] {
  return words.filter((_, index) => words[index - 1] === flag);
}

/** Files after `-o`, `--output=`, `of=` and the like. */
function outputs(words: readonly string[]): string[] {
  const found: string[] = [];
  for (const [index, word] of words.entries()) {
    const equals = word.indexOf("=");
    const flag = equals < 0 ? word : word.slice(0, equals);
    if (!outputFlag.test(flag)) continue;
    const value = equals < 0 ? words[index + 1] : word.slice(equals + 1);
    if (value !== undefined) found.push(value);
  }
  return found;
}
