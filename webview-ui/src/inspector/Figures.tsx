// A turn's figures: models, tokens, money, time, attempts, and whether the prompt shown is the one that was sent.
import type { ReactNode } from "react";
import { formatMicros, inputTokens, type Usage } from "../../../src/protocol/money";
import type { TraceCard } from "../../../src/protocol/traceItem";
import type { TurnAnswer } from "../../../src/protocol/turnAnswer";
import { formatDuration } from "../ui/figures";
import { StateSign } from "../ui/StateSign";
import { visibleText } from "../ui/visibleText";

interface FiguresProps {
  card: TraceCard | null;
  answer: TurnAnswer | null;
}

export function Figures({ card, answer }: FiguresProps) {
  const last = answer?.attempts.at(-1);
  const asked = card?.model ?? answer?.model ?? "";
  const answered = card?.answeredBy ?? last?.answeredBy ?? null;
  const usage = card?.usage ?? last?.usage ?? null;
  const micros = card?.micros ?? answer?.attempts.reduce((sum, attempt) => sum + attempt.micros, 0) ?? 0;
  const reserved = last?.reserved ?? card?.reserved ?? 0;
  const failure = card?.failure ?? last?.failure;
  return (
    <dl className="inspector-figures">
      <Row name="model">
        {answered === null ? `${asked} (asked)` : answered}
        {answered !== null && answered !== asked ? ` (asked: ${asked})` : ""}
      </Row>
      <Row name="tokens">{usage ? exactUsage(usage) : "unknown"}</Row>
      <Row name="cost">
        {formatMicros(micros)}
        {reserved > 0 ? ` · reserved ${formatMicros(reserved)}` : ""}
      </Row>
      <Row name="time">{timeWords(card)}</Row>
      {failure ? (
        <Row name="failure">
          <span className="kilo-state-failed">{visibleText(failure.message)}</span>
        </Row>
      ) : null}
      {answer ? (
        <Row name="prompt hash">
          <code title={answer.promptHash}>{answer.promptHash.slice(0, 12)}</code>{" "}
          <StateSign
            state={answer.hashMatches ? "ok" : "failed"}
            word={answer.hashMatches ? "matches the log" : "does not match the log"}
            shown
          />
        </Row>
      ) : null}
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function exactUsage(usage: Usage): string {
  const figure = (count: number) => count.toLocaleString("en-US");
  const cached = [
    usage.cacheRead > 0 ? `${figure(usage.cacheRead)} cached` : "",
    usage.cacheWrite > 0 ? `${figure(usage.cacheWrite)} written to cache` : "",
  ].filter(Boolean);
  const held = cached.length > 0 ? ` (${cached.join(", ")})` : "";
  const reasoning = usage.reasoning > 0 ? ` (${figure(usage.reasoning)} reasoning)` : "";
  const estimated = usage.estimated ? " · estimated" : "";
  return `${figure(inputTokens(usage))} in${held} · ${figure(usage.output)} out${reasoning}${estimated}`;
}

function timeWords(card: TraceCard | null): string {
  if (!card) return "unknown";
  const parts = [
    new Date(card.at).toLocaleTimeString(),
    card.firstMs === null ? "" : `first token ${formatDuration(card.firstMs)}`,
    card.ms === null ? "" : `whole ${formatDuration(card.ms)}`,
    card.attempts > 1 ? `${card.attempts} attempts` : "",
  ];
  return parts.filter(Boolean).join(" · ");
}
