// What no agent may ever run, whatever was allowed, approved or set to automatic. The user may run it themselves.
// It looks at plain forms and at every part of a line; it is a floor, not a wall: all it misses is still asked about.
import { denyGit } from "./denyGit";
import { denyHandOver } from "./denyHandOver";
import { denyInline } from "./denyInline";
import { denyNetwork } from "./denyNetwork";
import { denyPipedRemoval, denyRemoval } from "./denyRemoval";
import { denyWindows } from "./denyWindows";
import { denyWrite, placeFrom } from "./denyWrite";
import { type ShellProgram, shellPrograms, withInner } from "./shellProgram";
import { unseenText } from "./unseenText";

const privileged = /^(sudo|doas|su|pkexec|runas|gsudo|chroot|nsenter)$/;
const machine =
  /^(mkfs(\..+)?|mke2fs|fdisk|sfdisk|parted|wipefs|diskutil|shutdown|reboot|halt|poweroff|crontab|at|batch|init|telinit|visudo|insmod|modprobe|rmmod|(user|group)(add|del|mod)|chpasswd|csrutil|nvram|spctl|iptables|nft|ufw|chsh|mount|umount|swapon|swapoff|sysctl|cryptsetup|dmsetup|efibootmgr)$/;
const services = new Map([
  [
    "systemctl",
    /^(enable|disable|mask|start|stop|restart|kill|edit|link|set-default|isolate|poweroff|reboot|halt|suspend|hibernate|kexec)$/,
  ],
  ["launchctl", /^(load|unload|bootstrap|bootout|enable|disable|kickstart|submit)$/],
  ["schtasks", /^\/(create|delete|change|run)$/i],
  ["reg", /^(add|delete|import|restore)$/i],
  ["sc", /^(create|delete|config|start|stop)$/i],
]);
const broadKill = /^(killall|pkill|taskkill|skill)$/;
/** PowerShell takes any beginning of `-EncodedCommand`, and `-ec`. */
const isEncoded = /^[-/](e|ec|en|enc(o(d(e(d(c(o(m(m(a(nd?)?)?)?)?)?)?)?)?)?)?)$/i;
const product = /^kilo(-code|-orchestrator)?(\.c?js)?$/;
const productStarters = /^(npx|npm|pnpm|yarn|bunx|bun|node|tsx|deno)$/;

/**
 * @param cwd folder the line would run in, relative to the root.
 * @returns why a line is never run by an agent, or null.
 */
export function denyFloor(written: string, shell?: string, cwd = ""): string | null {
  if (written.trim() === "") return "there is no command";
  // A backslash between folders would be taken for a quote.
  const isWindows = shell === "powershell" || shell === "cmd";
  const line = isWindows ? written.replaceAll("\\", "/") : written;
  const unseen = unseenText(line);
  if (unseen) return `the line holds a character that cannot be seen (${unseen})`;
  if (/([\w:.-]{1,40})\s*\(\s*\)\s*\{\s*\1\s*\|\s*\1/.test(line)) return "it starts itself without end";
  const onWindows = isWindows ? denyWindows(written) : null;
  if (onWindows) return onWindows;
  const programs = shellPrograms(line);
  const all = withInner(programs);
  let folder = cwd;
  for (const program of all) {
    const reason =
      denyProgram(program) ??
      denyHandOver(program) ??
      denyInline(program) ??
      denyRemoval(program) ??
      denyGit(program) ??
      denyWrite(program, folder) ??
      entersGit(program);
    if (reason) return reason;
    folder = folderAfter(folder, program);
  }
  return denyPipedRemoval(programs) ?? denyNetwork(programs);
}

function denyProgram({ name, words }: ShellProgram): string | null {
  if (privileged.test(name)) return `${name} takes rights that agents do not get`;
  if (machine.test(name)) return `${name} changes the machine, not the project`;
  const verbs = services.get(name);
  if (verbs && words.some((word) => verbs.test(word))) return `${name} changes services of the machine`;
  if (broadKill.test(name)) return `${name} ends programs that the run did not start`;
  if (name === "kill" && words.slice(1).some((word) => /^-?[01]$/.test(word) && word !== "-0")) {
    return "it would end every program of the user";
  }
  const operands = words.slice(0, productStarters.test(name) ? 4 : 1);
  if (operands.some((word) => product.test(word.split(/[/\\]/).at(-1) ?? "")) && !asksVersion(words)) {
    return "an agent does not command the engine that runs it";
  }
  if (/^(powershell|pwsh)$/.test(name) && words.some((word) => isEncoded.test(word))) {
    return "the command is hidden in an encoding";
  }
  return null;
}

function asksVersion(words: readonly string[]): boolean {
  return /^--(version|help)$/.test(words.at(-1) ?? "");
}

/** Where a change of folder leads, by its spelling; it counts whether it is certain to be done or not. */
function folderAfter(folder: string, { name, words }: ShellProgram): string {
  const to = words[1];
  return /^(cd|pushd)$/.test(name) && to ? placeFrom(folder, to) : folder;
}

function entersGit({ name, words }: ShellProgram): string | null {
  if (!/^(cd|pushd)$/.test(name)) return null;
  return words.some((word) => /(^|[/\\])\.git([/\\]|$)/i.test(word)) ? "it enters git's own files" : null;
}
