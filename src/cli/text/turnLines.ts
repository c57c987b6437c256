// One turn, whole: who answered, what it cost, the exact prompt and the response. Pure; nothing is left out or cut.
import type { TurnAnswer } from "../../core/answer";
import type { Message } from "../../protocol/message";
import { formatMicros, inputTokens } from "../../protocol/money";
import { formatMs } from "./duration";
import { visibleText } from "./visibleText";

type Attempt = TurnAnswer["attempts"][number];

export function turnLines(turn: TurnAnswer): string[] {
  const rebuilt = turn.hashMatches
    ? "rebuilt identically from the log"
    : "NOT identical when rebuilt from the log";
  return [
    `turn    ${turn.turn} of task ${turn.task}`,
    `model   ${turn.model}`,
    ...turn.attempts.flatMap(attemptLines),
    `prompt  ${turn.promptHash} (${rebuilt})`,
    `params  ${JSON.stringify(turn.params)}`,
    ...section(`system (${turn.system.length} characters)`, turn.system),
    ...section("tools", JSON.stringify(turn.tools, null, 2)),
    ...turn.messages.flatMap((message, at) =>
      messageLines(message, `message ${at + 1} of ${turn.messages.length}`),
    ),
    ...(turn.response ? messageLines(turn.response, "response") : section("response", "(none)")),
    ...turn.toolResults.flatMap((result) =>
      section(`result of ${result.name} ${result.toolCall}: ${result.outcome}, ${result.note}`, result.text),
    ),
  ];
}

function attemptLines(attempt: Attempt): string[] {
  const { usage, failure } = attempt;
  const tokens = usage
    ? `${inputTokens(usage)} in (${usage.cacheRead} from the cache, ${usage.cacheWrite} into it), ${usage.output} out (${usage.reasoning} reasoning)${usage.estimated ? ", estimated" : ""}`
    : "usage unknown";
  const first = attempt.firstMs === null ? "no first part" : `first part ${formatMs(attempt.firstMs)}`;
  return [
    `request ${attempt.modelCall}: ${attempt.answeredBy ?? "no answer"}${attempt.stop ? `, stopped: ${attempt.stop}` : ""}${failure ? `, ${failure.message}` : ""}`,
    `tokens  ${tokens}`,
    `cost    ${formatMicros(attempt.micros)} (reserved ${formatMicros(attempt.reserved)}, at most ${attempt.maxTokens} tokens out)`,
    `time    ${first}, whole ${formatMs(attempt.ms)}`,
  ];
}

function section(title: string, text: string): string[] {
  return ["", `── ${visibleText(title)} ──`, visibleText(text)];
}

function messageLines(message: Message, place: string): string[] {
  if (message.role === "user") return section(`${place}: user`, message.text);
  if (message.role === "tool") {
    return section(`${place}: result of ${message.name}${message.isError ? " (error)" : ""}`, message.text);
  }
  const parts = message.parts.map((part) => {
    if (part.type === "text") return part.text;
    if (part.type === "thinking") return `[thinking] ${part.text}`;
    if (part.type === "opaque") return `[${part.model}: a part only the provider can read]`;
    return `[${part.name}] ${JSON.stringify(part.input, null, 2)}${part.invalid ? ` (not usable: ${part.invalid})` : ""}`;
  });
  return section(`${place}: assistant`, parts.join("\n"));
}
