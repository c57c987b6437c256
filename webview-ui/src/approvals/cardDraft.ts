// What a person has put into a card before it is answered: an edited plan or message, a reason, a new cap, an answer's words. Kept
// with the pane's state and bound to the hash of what was shown, so that it never meets another question.
import type { Plan } from "../../../src/protocol/plan";

export interface CardDraft {
  hash: string;
  /** The reason is being written. */
  rejecting: boolean;
  comment: string;
  /** Null until the plan was touched. */
  plan: Plan | null;
  /** What a subtask shall start from; null until the message was touched. */
  message: string | null;
  /** Dollars as typed; null until the amount was touched. */
  cap: string | null;
}

export function freshDraft(hash: string): CardDraft {
  return { hash, rejecting: false, comment: "", plan: null, message: null, cap: null };
}

/** Drafts by card; of another version or form, none. */
export function readCardDrafts(kept: unknown): Record<string, CardDraft> {
  if (typeof kept !== "object" || kept === null) return {};
  const entries = Object.entries(kept).flatMap(([key, value]) => {
    const draft = readCardDraft(value);
    return draft ? [[key, draft] as const] : [];
  });
  return Object.fromEntries(entries);
}

function readCardDraft(kept: unknown): CardDraft | null {
  if (typeof kept !== "object" || kept === null) return null;
  const { hash, rejecting, comment, plan, message, cap } = kept as Record<string, unknown>;
  if (typeof hash !== "string") return null;
  return {
    hash,
    rejecting: rejecting === true,
    comment: typeof comment === "string" ? comment : "",
    plan: isPlan(plan) ? plan : null,
    message: typeof message === "string" ? message : null,
    cap: typeof cap === "string" ? cap : null,
  };
}

/** Deep enough that a card can be drawn from it. */
function isPlan(value: unknown): value is Plan {
  if (typeof value !== "object" || value === null) return false;
  const { summary, steps, risks, contractChanges } = value as Record<string, unknown>;
  if (typeof summary !== "string" || !Array.isArray(risks) || !Array.isArray(contractChanges)) return false;
  return Array.isArray(steps) && steps.length > 0 && steps.every(isStep);
}

function isStep(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const step = value as Record<string, unknown>;
  const words = ["id", "title", "role", "kind", "instructions"].every((key) => typeof step[key] === "string");
  return words && ["after", "files", "criteria"].every((key) => Array.isArray(step[key]));
}
