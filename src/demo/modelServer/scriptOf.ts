// Turns rules into a script: which reply a request gets, by the role it speaks as and the words it holds. Replies are used up in order.
import { lastText, type ModelScript, type ScriptReply, type ScriptRequest, taskText } from "./script";

export interface ScriptRule {
  /** The role in "You are the <role>" of the system text; `*` for any. */
  role: string;
  /** Words of the last message, tool results included. */
  when?: string | undefined;
  /** Words of the task's first message. */
  task?: string | undefined;
  /** The model the request is for, as the provider calls it; absent: any. */
  model?: string | undefined;
  replies: (ScriptReply & { repeat?: boolean | undefined })[];
}

/**
 * Rules are tried in order; the first that fits and has a reply left answers. A reply with `repeat` is never used up.
 * A request that no rule answers fails with a sentence saying what was asked, which the server sends as HTTP 500.
 */
export function scriptOf(rules: ScriptRule[]): ModelScript {
  const used = rules.map(() => 0);
  return (request) => {
    for (const [at, rule] of rules.entries()) {
      const reply = rule.replies[used[at] ?? 0];
      if (reply === undefined || !fits(rule, request)) continue;
      if (!reply.repeat) used[at] = (used[at] ?? 0) + 1;
      return reply;
    }
    throw new Error(unanswered(request));
  };
}

/** The role a request speaks as, from its system text; null where that names none. */
export function roleOf(request: ScriptRequest): string | null {
  return /\byou are the ([a-z][a-z0-9_-]*)/i.exec(request.system)?.[1]?.toLowerCase() ?? null;
}

function fits(rule: ScriptRule, request: ScriptRequest): boolean {
  if (rule.role !== "*" && rule.role.toLowerCase() !== roleOf(request)) return false;
  if (rule.model !== undefined && rule.model !== request.model) return false;
  if (rule.when !== undefined && !lastText(request).includes(rule.when)) return false;
  return rule.task === undefined || taskText(request).includes(rule.task);
}

function unanswered(request: ScriptRequest): string {
  const role = roleOf(request) ?? "a request without a role";
  const words = lastText(request).replace(/\s+/g, " ").slice(0, 200);
  return `The script has no reply left for ${role} (request ${request.index}): "${words}"`;
}
