// One turn as a card in its lane: what it was for, which model answered, what it said and did, and what it cost.
import { memo } from "react";
import type { Lane } from "../../../src/protocol/settings";
import type { TraceCard } from "../../../src/protocol/traceItem";
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";
import { formatDuration } from "../ui/figures";
import { Money } from "../ui/Money";
import { StateSign } from "../ui/StateSign";
import { Tokens } from "../ui/Tokens";
import { visibleText } from "../ui/visibleText";
import { CallLine } from "./CallLine";
import { InlineText } from "./InlineText";
import { LiveText } from "./LiveText";
import { shortModel } from "./laneFigures";
import { CameFrom } from "./TaskLinks";
import { useNow } from "./useNow";
import { useStanding } from "./useStanding";

interface TurnCardProps {
  run: string;
  card: TraceCard;
  /** The lane is not told by the column. */
  laneShown: boolean;
}

/** The role that gives a lane its name. */
const ownRole: Record<Lane, string> = { planner: "planner", coder: "coder", debugger: "debugger" };
const mostCalls = 8;

export const TurnCard = memo(function TurnCard({ run, card, laneShown }: TurnCardProps) {
  const { number, title, role, lane, model, answeredBy, usage, text, failure } = card;
  const { state, word } = useStanding(run, card);
  const working = card.endedAt === null && (state === "running" || (state === "waiting" && !!failure));
  const badge = laneShown || role !== ownRole[lane] ? role : null;
  return (
    <>
      <header className="card-head">
        <span className="card-number kilo-figure">#{number}</span>
        {badge === null ? null : <span className="trace-badge">{visibleText(badge)}</span>}
        <span className="card-title kilo-one-line" title={visibleText(title)}>
          {visibleText(title)}
        </span>
        <CardTime card={card} working={working} />
        {state === "ok" ? (
          <span className="kilo-hidden">{word}</span>
        ) : (
          <StateSign state={state} word={word} shown />
        )}
      </header>
      {card.from ? <CameFrom from={card.from} /> : null}
      {text ? (
        <p className="card-text">
          <InlineText text={text} />
        </p>
      ) : null}
      {working ? <LiveText run={run} turn={card.turn} /> : null}
      {failure ? (
        <p className={`card-failure${card.endedAt === null ? "" : " card-failure-final"}`}>
          {visibleText(failure.message)}
          {card.attempts > 1 ? ` (attempt ${card.attempts})` : ""}
        </p>
      ) : null}
      <Calls run={run} card={card} />
      <footer className="card-foot kilo-small kilo-muted">
        <span className="kilo-one-line" title={visibleText(answeredBy ?? `${model} was asked`)}>
          {visibleText(shortModel(answeredBy ?? model))}
        </span>
        {usage ? <Tokens usage={usage} /> : null}
      </footer>
    </>
  );
});

function CardTime({ card, working }: { card: TraceCard; working: boolean }) {
  const now = useNow(working);
  const ms = working ? Math.max(0, now - card.at) : card.ms;
  return (
    <span className="card-figures kilo-small kilo-muted">
      {ms === null ? null : <span className="kilo-figure">{formatDuration(ms)}</span>}
      {card.micros > 0 ? <Money micros={card.micros} /> : null}
      {card.micros === 0 && card.reserved > 0 ? (
        <span title="set aside for the request under way">
          up to <Money micros={card.reserved} />
        </span>
      ) : null}
    </span>
  );
}

function Calls({ run, card }: { run: string; card: TraceCard }) {
  const { store } = usePane();
  const { calls } = card;
  const outputs = useSelected(store, () =>
    calls.map(({ id, state }) => (state === "running" ? store.live(run).output(id) : null)),
  );
  if (calls.length === 0) return null;
  const more = calls.length - mostCalls;
  return (
    <ul className="card-calls" aria-label="tool calls">
      {calls.slice(0, mostCalls).map((call, at) => (
        <CallLine key={call.id} call={call} output={outputs[at] ?? null} />
      ))}
      {more > 0 ? <li className="kilo-muted kilo-small">and {more} more tool calls</li> : null}
    </ul>
  );
}
