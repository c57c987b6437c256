// The names people give to kinds of approval, in files and after `--approve`.
import type { ApprovalKind } from "../../protocol/approval";
import { failure, type Result } from "../../protocol/failure";
import { nearestName } from "./nearestName";

/** Kinds that settings and flags may answer. All others are a person's, each time. */
export const settableKinds = [
  "plan",
  "subtask",
  "completion",
  "command",
  "edit",
  "merge",
] as const satisfies ApprovalKind[];

const names = new Map<string, ApprovalKind>(
  settableKinds.flatMap((kind) => [
    [kind, kind],
    [`${kind}s`, kind],
  ]),
);

/** The kind of a name (`subtasks`, `command` …), or null. */
export function approvalKindOf(name: string): ApprovalKind | null {
  return names.get(name.trim().toLowerCase()) ?? null;
}

/** @param text what follows `--approve`: `plan,subtasks,commands`. */
export function parseApproveList(text: string): Result<ApprovalKind[]> {
  const kinds = new Set<ApprovalKind>();
  for (const name of text.split(",").filter((part) => part.trim() !== "")) {
    const kind = approvalKindOf(name);
    if (kind === null) return { ok: false, failure: failure("invalid-input", unknownKind(name.trim())) };
    kinds.add(kind);
  }
  if (kinds.size > 0) return { ok: true, value: [...kinds] };
  return { ok: false, failure: failure("invalid-input", `--approve needs kinds: ${listed()}.`) };
}

function unknownKind(name: string): string {
  if (["budget", "trust", "mcp", "question"].includes(name)) {
    return `--approve cannot take ${name}: a person always decides this.`;
  }
  const nearest = nearestName(name, [...names.keys()]);
  const meant = nearest === null ? "" : ` Did you mean ${nearest}?`;
  return `--approve does not know ${name}; it takes ${listed()}.${meant}`;
}

function listed(): string {
  return settableKinds
    .map((kind) => (["plan", "completion", "merge"].includes(kind) ? kind : `${kind}s`))
    .join(", ");
}
