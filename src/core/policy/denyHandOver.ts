// Lines that hand the machine, its stored keys, the editor or another agent over to whoever wrote the line. They need no
// rights of their own, so nothing else of the floor sees them.
import type { ShellProgram } from "./shellProgram";

/** Switches that let another agent act without asking. */
const freeHand =
  /^--(dangerously-.+|yolo|allow-dangerously-.+|trust-all-tools|allow-all(-tools)?|yes-always|full-auto|auto-approve(-all)?)$/;
/** Agents whose own short switch means the same. */
const agents = /^(claude|codex|gemini|qwen|opencode|aider|goose|amp|cursor-agent|copilot)$/;
const editors = /^(code|code-insiders|code-server|codium|vscodium|cursor|windsurf)$/;
const containers = /^(docker|podman|nerdctl)$/;
/** Mounts of the whole disk, of the person's folder, or of the socket that starts other containers. */
const wholeMount = /(^|=|,)(\/|~|\$HOME|\$\{HOME\}|[^:,]*\/docker\.sock)\/?(:|,|$)/;
const packageManagers = /^(npm|pnpm|yarn|pip|pip3|bun)$/;

interface Rule {
  program: RegExp;
  /** Whether the words behind the program's name do it. */
  does: (words: readonly string[]) => boolean;
  why: string;
}

const has =
  (...forms: RegExp[]) =>
  (words: readonly string[]) =>
    forms.every((form) => words.some((word) => form.test(word)));

const rules: readonly Rule[] = [
  { program: /./, does: has(freeHand), why: "it starts an agent that asks nobody" },
  { program: agents, does: has(/^(-y|--yes)$/), why: "it starts an agent that asks nobody" },
  { program: /^cursor-agent$/, does: has(/^(-f|--force)$/), why: "it starts an agent that asks nobody" },
  { program: /./, does: setsFreeHand, why: "it starts an agent that asks nobody" },
  {
    program: editors,
    does: has(/^--(install-extension|uninstall-extension|disable-extension)(=|$)/),
    why: "it changes what runs in the user's editor",
  },
  {
    program: containers,
    does: has(/^(--privileged|--pid=host|--cap-add(=.*)?)$/),
    why: "the container would hold the whole machine",
  },
  { program: containers, does: mountsAll, why: "the container would hold the whole machine" },
  { program: packageManagers, does: setsConfiguration, why: "it changes what package managers run" },
  { program: /^security$/, does: has(/^(find-.*-password|dump-keychain|export)$/), why: "it gives out keys" },
  { program: /^gpg2?$/, does: has(/^--export-secret-/), why: "it gives out keys" },
  { program: /^git$/, does: has(/^credential(-.+)?$/, /^(fill|get)$/), why: "it gives out keys" },
  { program: /^gh$/, does: has(/^auth$/, /^token$/), why: "it gives out keys" },
  { program: /^secret-tool$/, does: has(/^(lookup|search)$/), why: "it gives out keys" },
  { program: /^kill$/, does: has(/^\$\{?PPID\}?$/), why: "it would end the engine that runs it" },
  { program: /^(shred|wipe)$/, does: has(/^\/dev\//), why: "it would write to a device" },
];

/** @returns why, or null. */
export function denyHandOver({ name, words }: ShellProgram): string | null {
  const rest = words.slice(1);
  return rules.find(({ program, does }) => program.test(name) && does(rest))?.why ?? null;
}

/** `--permission-mode bypassPermissions`, `--approval-mode=yolo`, `-a never`: the same switches with a value. */
function setsFreeHand(words: readonly string[]): boolean {
  const line = words.map((word) => word.replace("=", " ")).join(" ");
  return /(^| )(--permission-mode bypasspermissions|--approval-mode (yolo|never|full-auto)|--ask-for-approval never|--sandbox danger-full-access|-s danger-full-access)( |$)/i.test(
    line,
  );
}

function mountsAll(words: readonly string[]): boolean {
  return words.some((word, index) => {
    const glued = /^(?:-v|--volume=|--mount=)(.+)$/.exec(word)?.[1];
    const apart = /^(-v|--volume|--mount)$/.test(words[index - 1] ?? "") ? word : undefined;
    return wholeMount.test(glued ?? apart ?? "");
  });
}

/** `npm config set …`, `npm set …`: what it writes stands in files of the user that a shell never writes. */
function setsConfiguration(words: readonly string[]): boolean {
  const [verb = "", action = ""] = words.filter((word) => !word.startsWith("-"));
  return verb === "set" || (/^(config|c)$/.test(verb) && /^(set|edit|delete|rm|unset)$/.test(action));
}
