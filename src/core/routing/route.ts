// Chooses between orchestrating, a single agent and a chat, and says why.
// Promises a pure, linear rule with evidence in words; never calls a model, never reads or writes anything.
import { type Clause, cutSentences } from "./clauses";
import { englishClauses } from "./englishActs";
import { intentOf } from "./intent";
import { readTokens } from "./languages";
import type { Reason } from "./measureClause";
import { measurePrompt, type PromptSize } from "./measurePrompt";
import { otherClauses } from "./otherActs";
import { takePrefix } from "./prefix";
import { readPrompt } from "./readPrompt";
import { tokenise } from "./tokenise";

/** The three ways a prompt can go. */
export type Decision = "orchestrate" | "single" | "chat";

/** Settings of the rule. `threshold` is in edited lines (`auto_decompose_threshold`, default 50). */
export type RouteOptions = { enabled: boolean; threshold: number; role?: string };

/**
 * A decision with its evidence, most decisive first; `prompt` is without its prefix. `unsure` says why the rules would
 * as well have decided otherwise; null where they are sure, or nobody asked them.
 */
export type RouteDecision = {
  decision: Decision;
  estimatedLines: number;
  reasons: string[];
  forced: "prefix" | "role" | "disabled" | null;
  unsure: string | null;
  prompt: string;
};

// Roles that plan, and roles that may not write; any other role is one agent that edits (design §8).
const PLANNING = new Set(["orchestrator", "planner", "architect"]);
const READING = new Set(["ask", "reviewer", "review", "security"]);
/** The part of the threshold by which an estimate may be wrong. */
const TOLERANCE = 0.3;
const RUN_LANGUAGES = new Set(["ja", "zh", "ko", "th"]);

/**
 * Routes a prompt. Order: prefix, role, disabled, no edits, scope, mechanical edit, hedge words, size by verbs.
 * @param prompt the prompt as typed
 * @param options the user's settings and the chosen role, if any
 */
export function route(prompt: string, options: RouteOptions): RouteDecision {
  const prefix = takePrefix(prompt);
  const text = prefix?.rest ?? prompt;
  const judged = judge(text, options.threshold);
  const base = { estimatedLines: judged.lines, prompt: text, unsure: null };
  if (prefix !== null) {
    return {
      ...base,
      decision: prefix.decision,
      reasons: [`/${prefix.decision} was asked for`, ...judged.reasons],
      forced: "prefix",
    };
  }
  if (options.role !== undefined && options.role !== "") {
    const decision = ofRole(options.role.toLowerCase());
    return {
      ...base,
      decision,
      reasons: [`the role "${options.role}" was chosen`, ...judged.reasons],
      forced: "role",
    };
  }
  if (options.enabled) {
    const { decision, reasons, unsure } = judged;
    return { ...base, decision, reasons, forced: null, unsure };
  }
  const decision = judged.decision === "orchestrate" ? "single" : judged.decision;
  return {
    ...base,
    decision,
    reasons: ["automatic orchestration is off", ...judged.reasons],
    forced: "disabled",
  };
}

function ofRole(role: string): Decision {
  if (PLANNING.has(role)) return "orchestrate";
  return READING.has(role) ? "chat" : "single";
}

type Judgement = { decision: Decision; lines: number; reasons: string[]; unsure: string | null };

function judge(text: string, threshold: number): Judgement {
  const read = readPrompt(text);
  const { language, tokens } = readTokens(tokenise(read.prose));
  const sentences = cutSentences(tokens);
  const english = language === "en";
  const runs = RUN_LANGUAGES.has(language);
  const clauses = sentences.flatMap((sentence, at) =>
    english ? englishClauses(sentence, at) : otherClauses(sentence, at, runs),
  );
  const intent = intentOf(clauses, sentences, read.logLines, english);
  const guess = intent.unsure ? intent.reason : null;
  if (intent.wants === "chat") return { decision: "chat", lines: 0, reasons: [intent.reason], unsure: guess };
  const size = measurePrompt(asRequest(clauses), sentences, english);
  const judged = bySize(size, threshold, intent.reason);
  return guess === null ? judged : { ...judged, unsure: guess };
}

/** A report or a list without a verb is a request to do what it names. */
function asRequest(clauses: readonly Clause[]): Clause[] {
  if (clauses.some((clause) => clause.act === "edit")) return [...clauses];
  const first = clauses.find((clause) => clause.act === "state");
  if (first === undefined) return [{ act: "edit", verb: "edit", word: "", tokens: [], sentence: 0 }];
  return clauses.map((clause) => (clause === first ? { ...clause, act: "edit", verb: "edit" } : clause));
}

function bySize(size: PromptSize, threshold: number, intent: string): Judgement {
  const evidence = [...size.reasons].sort((a, b) => Math.abs(b.lines) - Math.abs(a.lines)).map(inWords);
  const { lines } = size;
  if (size.mechanical) {
    const reasons = ["a mechanical edit or a command", ...evidence, intent];
    return { decision: "single", lines, reasons, unsure: null };
  }
  const enough = lines >= threshold;
  const compared = `about ${lines} edited lines, ${enough ? "at or above" : "below"} the threshold of ${threshold}`;
  const near = Math.abs(lines - threshold) <= threshold * TOLERANCE;
  const close = near ? `about ${lines} edited lines is close to the threshold of ${threshold}` : null;
  // A hedge word counts only where nothing shows a scope: "just refactor the 12 files" is not small.
  if (size.hedged && !size.scope) {
    return {
      decision: "single",
      lines,
      reasons: ["the user calls it small and nothing shows more", compared, ...evidence, intent],
      unsure: enough ? "only the user's word says that it is small" : close,
    };
  }
  const decision = enough ? "orchestrate" : "single";
  return { decision, lines, reasons: [compared, ...evidence, intent], unsure: close };
}

function inWords(reason: Reason): string {
  return `${reason.text}: ${reason.lines >= 0 ? "+" : "−"}${Math.abs(reason.lines)} lines`;
}
