// The verdict on a tool call that was understood but not yet done. Rights first, then targets, then the settings.
// A pure function of what it is handed; links were resolved when the call was prepared.
import type { ApprovalKind } from "../../protocol/approval";
import type { EffectClass } from "../../protocol/event";
import type { Rights } from "../../protocol/task";
import { commandPolicy, type ShellRules } from "./commandPolicy";
import { protectedTarget } from "./protectedTarget";
import { isSecretPath } from "./secretPath";
import { isTestPath } from "./testPath";
import { allow, ask, askPerson, deny, type Judgement } from "./verdict";

/** The part of a prepared call that the policy looks at. */
export interface JudgedCall {
  effect: EffectClass;
  /** Paths relative to the root. */
  targets: readonly string[];
  command?: { line: string; cwd: string };
  writes?: readonly { path: string }[];
  /** Set for a tool of a tool server. */
  serverCall?: { server: string; tool: string };
}

export interface ToolPolicyInput {
  /** The tool's name. */
  name: string;
  prepared: JudgedCall;
  rights: Rights;
  trusted: boolean;
  approve: Readonly<Record<ApprovalKind, "ask" | "auto">>;
  /** The user's exact lines. */
  allowCommands: readonly string[];
  checks: readonly { command: string; cwd: string }[];
  /** Why a target is guarded, where the caller knows more than its name says; null where it is not. */
  protectedReason?: string | null;
  /** What shell lines are judged by; see CommandInput. */
  shell?: ShellRules;
}

/** @returns allow, ask or deny with the reason; `personOnly` where no rule may answer the question. */
export function toolPolicy(input: ToolPolicyInput): Judgement {
  const { name, prepared, rights } = input;
  if (!rights.tools.includes(name)) return deny(`this role has no tool ${name}`);
  if (prepared.serverCall) return serverVerdict(input);
  switch (prepared.effect) {
    case "ending":
      return allow("it ends the task");
    case "engine":
      return allow("the engine carries it out");
    case "read":
      return readVerdict(prepared);
    case "write":
      return rights.write ? writeVerdict(input) : deny("this role may not change files");
    case "check":
    case "command":
      return rights.run ? runVerdict(input) : deny("this role may not run commands");
  }
}

/** What such a tool does is its server's business, whatever the server says of it; a person sees each call. */
function serverVerdict({ trusted }: ToolPolicyInput): Judgement {
  if (!trusted) return deny("tool servers are not used in a folder that is not trusted");
  return askPerson("what a tool server does with a call is not known");
}

function readVerdict(prepared: JudgedCall): Judgement {
  const secret = prepared.targets.find(isSecretPath);
  return secret === undefined ? allow("it only reads") : askPerson(`${secret} may hold secrets`);
}

function writeVerdict(input: ToolPolicyInput): Judgement {
  const { prepared, approve, trusted, protectedReason } = input;
  const targets = new Set([...prepared.targets, ...(prepared.writes ?? []).map(({ path }) => path)]);
  const other = input.rights.testsOnly ? [...targets].find((path) => !isTestPath(path)) : undefined;
  if (other !== undefined) return deny(testsOnly(other));
  const outside = [...targets].find((path) => !isBelow(path, input.rights.writeIn));
  if (outside !== undefined)
    return deny(`${outside} is outside ${input.rights.writeIn}, the only folder this agent may write in`);
  const guarded = [...targets].map(protectedTarget).filter((judgement) => judgement !== null);
  const refused = guarded.find(({ verdict }) => verdict === "deny");
  if (refused) return refused;
  if (protectedReason) return askPerson(protectedReason);
  if (guarded[0]) return guarded[0];
  const secret = [...targets].find(isSecretPath);
  if (secret !== undefined) return askPerson(`${secret} may hold secrets`);
  if (!trusted) return askPerson("this folder is not trusted");
  return approve.edit === "auto"
    ? allow("edits inside the project need no question")
    : ask("edits are set to ask");
}

/** Whether a path lies where somebody may write; no folder is everywhere. */
export function isBelow(path: string, folder: string | undefined): boolean {
  return folder === undefined || path === folder || path.startsWith(`${folder}/`);
}

function testsOnly(path: string): string {
  return `${path} is no test, and this role writes tests only; say in your result what has to change there`;
}

function runVerdict(input: ToolPolicyInput): Judgement {
  const { prepared, trusted, allowCommands, checks } = input;
  if (!prepared.command) return ask("what it would run is not known");
  const { line, cwd } = prepared.command;
  const shell = input.shell ?? { parse: null };
  const judgement = commandPolicy({ line, cwd, trusted, allowed: allowCommands, checks, ...shell });
  return !trusted && judgement.verdict === "ask" ? { ...judgement, personOnly: true } : judgement;
}
