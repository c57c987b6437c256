// Which kinds of approval are asked and which are automatic: the user's file, sources that may only tighten, and flags;
// then the narrower answers for one role or depth. Pure.
import type { ApprovalKind } from "../../protocol/approval";
import type { ApproveRule } from "../../protocol/settings";
import { approvalKindOf, settableKinds } from "./approveKinds";
import { rulesOf, tightened } from "./approveRules";
import type { EffectiveConfig, EffectiveInput, Orchestrator } from "./effective";
import type { OriginBook } from "./originBook";
import { type Tightener, userApprove } from "./tighten";
import { keyText } from "./tomlLines";

/** @param notices gets a sentence for every flag without effect. */
export function approvals(
  book: OriginBook,
  input: EffectiveInput,
  orchestrator: Orchestrator,
  tighteners: readonly Tightener[],
  notices: string[],
): Pick<EffectiveConfig, "approve" | "approveRules"> {
  const approve = userApprove(orchestrator);
  const origins = new Map<ApprovalKind, string>();
  for (const name of Object.keys(orchestrator.approve ?? {})) {
    const kind = approvalKindOf(name);
    if (kind) origins.set(kind, book.place(["orchestrator", "approve", name]));
  }
  for (const { ask, origin } of tighteners) {
    for (const kind of ask) {
      if (approve[kind] === "auto" || !origins.has(kind))
        origins.set(kind, origin(["orchestrator", "approve", kind]));
      approve[kind] = "ask";
    }
  }
  const flagged = approveFlags(input, notices);
  for (const [kind, flag] of flagged) {
    approve[kind] = "auto";
    origins.set(kind, flag);
  }
  for (const kind of settableKinds) {
    book.add(keyText(["orchestrator", "approve", kind]), approve[kind], origins.get(kind) ?? "default");
  }
  const kinds = flagged.map(([kind]) => kind);
  return { approve, approveRules: rules(book, orchestrator, tighteners, kinds) };
}

/** @param flagged kinds a person made automatic just now, for every role. */
function rules(
  book: OriginBook,
  { approve = {} }: Orchestrator,
  tighteners: readonly Tightener[],
  flagged: readonly ApprovalKind[],
): ApproveRule[] {
  const written = rulesOf(approve);
  let made = written.map(({ rule }) => rule);
  for (const { ask, askRules } of tighteners) made = tightened(made, ask, askRules);
  made = made.filter(({ kind }) => !flagged.includes(kind));
  for (const rule of made) {
    const key = written.find((one) => one.rule === rule)?.key;
    const origin = key
      ? book.place(["orchestrator", ...key])
      : tighteners.find(({ askRules }) => askRules.some((one) => one.kind === rule.kind))?.origin([]);
    book.add(ruleKey(rule), rule.answer, origin ?? "default");
  }
  return made;
}

function ruleKey({ kind, role, depth }: ApproveRule): string {
  const scope = [
    ...(role === undefined ? [] : ["role", role]),
    ...(depth === undefined ? [] : ["depth", String(depth)]),
  ];
  return keyText(["orchestrator", "approve", ...scope, kind]);
}

/** Kinds that flags make automatic: only in a trusted folder, and without a terminal only where the user's file says so. */
function approveFlags(
  { flags, trusted, terminal, file }: EffectiveInput,
  notices: string[],
): [ApprovalKind, string][] {
  const kinds: [ApprovalKind, string][] = flags.yes
    ? settableKinds.map((kind) => [kind, "--yes"])
    : (flags.approve ?? []).map((kind) => [kind, "--approve"]);
  const flag = kinds[0]?.[1];
  if (flag === undefined) return [];
  if (!trusted) {
    notices.push(`${flag} has no effect: this folder is not trusted.`);
    return [];
  }
  if (!terminal && file.values.ci?.auto_approve !== true) {
    notices.push(
      `${flag} has no effect without a terminal; set auto_approve = true under [ci] in ${file.path}.`,
    );
    return [];
  }
  return kinds;
}
