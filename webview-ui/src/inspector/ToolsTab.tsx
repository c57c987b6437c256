// The tool calls of a turn: what was asked, and what the model was told came of it.
import { type AssistantToolCall, toolCallsOf } from "../../../src/protocol/message";
import type { TraceCard } from "../../../src/protocol/traceItem";
import type { TurnAnswer } from "../../../src/protocol/turnAnswer";
import { StateSign } from "../ui/StateSign";
import { visibleText } from "../ui/visibleText";
import { asText, sizeOf } from "./messageText";
import { TextBlock } from "./TextBlock";

interface ToolsTabProps {
  answer: TurnAnswer;
  card: TraceCard | null;
  whole: boolean;
}

export function ToolsTab({ answer, card, whole }: ToolsTabProps) {
  const asked = answer.response?.role === "assistant" ? toolCallsOf(answer.response) : [];
  const ids = [
    ...new Set([
      ...asked.map((_, at) => `${answer.turn}.${at + 1}`),
      ...answer.toolResults.map(({ toolCall }) => toolCall),
    ]),
  ];
  if (ids.length === 0) return <p className="kilo-muted">This turn calls no tool.</p>;
  return (
    <>
      {ids.map((id) => (
        <Call key={id} id={id} call={asked[numberOf(id) - 1]} answer={answer} card={card} whole={whole} />
      ))}
    </>
  );
}

/** Tool calls are numbered from 1 in the order the model asked for them. */
function numberOf(id: string): number {
  return Number(id.slice(id.lastIndexOf(".") + 1));
}

interface CallProps extends ToolsTabProps {
  id: string;
  call: AssistantToolCall | undefined;
}

function Call({ id, call, answer, card, whole }: CallProps) {
  const result = answer.toolResults.find(({ toolCall }) => toolCall === id);
  const shown = card?.calls.find((known) => known.id === id);
  const name = call?.name ?? result?.name ?? id;
  const state = shown?.state ?? (result ? (result.outcome === "ok" ? "ok" : "failed") : "waiting");
  return (
    <section className="inspector-call" aria-label={`tool call ${name}`}>
      <h3>
        <StateSign state={state} />
        <span className="trace-call-name">{visibleText(name)}</span>
        <span className="kilo-muted kilo-small kilo-one-line">{visibleText(result?.note ?? "")}</span>
      </h3>
      {call ? <TextBlock title="input" text={asText(call.input)} whole={whole} /> : null}
      {result ? (
        <TextBlock
          title="result"
          remark={`${result.outcome} · ${sizeOf(result.text)}`}
          text={result.text}
          whole={whole}
          failed={state === "failed"}
        />
      ) : (
        <p className="kilo-muted">There is no result yet.</p>
      )}
    </section>
  );
}
